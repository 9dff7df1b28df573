"""Mutations of partner organisations: agreements on data, offers and claims, grants."""

import strawberry

from care.actions import approve_claim as approving
from care.actions import claim_offer as claiming
from care.actions import end_data_agreement as ending
from care.actions import grant_partner as granting
from care.actions import offer_need as offering
from care.actions import record_data_agreement as recording
from care.actions import revoke_partner as revoking
from care.actions import withdraw_offer as withdrawing
from schema.context import Info
from schema.inputs.partners import (
    ApproveClaimInput,
    ClaimOfferInput,
    EndDataAgreementInput,
    GrantPartnerInput,
    OfferNeedInput,
    RecordDataAgreementInput,
    RevokePartnerInput,
    WithdrawOfferInput,
)
from schema.mutations.commands import command_of
from schema.payloads import NeedPayload
from schema.payloads_of_partners import DataAgreementPayload, GrantPayload, OfferPayload
from schema.perform import perform


async def record_data_agreement(info: Info, input: RecordDataAgreementInput) -> DataAgreementPayload:
    """Record an agreement on data."""
    command = command_of(recording.RecordDataAgreement, input, organisation_id="organisation")
    done: DataAgreementPayload = await perform(info, recording.record_data_agreement, command)
    return done


async def end_data_agreement(info: Info, input: EndDataAgreementInput) -> DataAgreementPayload:
    """End an agreement on data."""
    command = command_of(ending.EndDataAgreement, input, data_agreement_id="dataAgreement")
    done: DataAgreementPayload = await perform(info, ending.end_data_agreement, command)
    return done


async def offer_need(info: Info, input: OfferNeedInput) -> NeedPayload:
    """Offer a need."""
    command = command_of(offering.OfferNeed, input, need_id="need")
    done: NeedPayload = await perform(info, offering.offer_need, command)
    return done


async def withdraw_offer(info: Info, input: WithdrawOfferInput) -> NeedPayload:
    """Withdraw an offer."""
    command = command_of(withdrawing.WithdrawOffer, input, need_id="need")
    done: NeedPayload = await perform(info, withdrawing.withdraw_offer, command)
    return done


async def claim_offer(info: Info, input: ClaimOfferInput) -> OfferPayload:
    """Claim an offer."""
    command = command_of(claiming.ClaimOffer, input, offer_id="offer")
    done: OfferPayload = await perform(info, claiming.claim_offer, command)
    return done


async def approve_claim(info: Info, input: ApproveClaimInput) -> GrantPayload:
    """Approve a claim."""
    command = command_of(approving.ApproveClaim, input, need_id="need")
    done: GrantPayload = await perform(info, approving.approve_claim, command)
    return done


async def grant_partner(info: Info, input: GrantPartnerInput) -> GrantPayload:
    """Grant a partner."""
    command = command_of(granting.GrantPartner, input, organisation_id="organisation", child_ids="child")
    done: GrantPayload = await perform(info, granting.grant_partner, command)
    return done


async def revoke_partner(info: Info, input: RevokePartnerInput) -> GrantPayload:
    """Revoke grants."""
    command = command_of(revoking.RevokePartner, input, organisation_id="organisation", grant_ids="grant")
    done: GrantPayload = await perform(info, revoking.revoke_partner, command)
    return done


@strawberry.type
class PartnerMutations:
    """Mutations of partner organisations by their names."""

    record_data_agreement: DataAgreementPayload = strawberry.mutation(
        resolver=record_data_agreement, description="Record a data agreement that the county has signed with a partner."
    )
    end_data_agreement: DataAgreementPayload = strawberry.mutation(
        resolver=end_data_agreement, description="End a data agreement at once, with all that was granted under it."
    )
    offer_need: NeedPayload = strawberry.mutation(
        resolver=offer_need, description="Offer a need to partners, without anything that leads to its child."
    )
    withdraw_offer: NeedPayload = strawberry.mutation(
        resolver=withdraw_offer, description="Take a need off the list that partners see, also from who has claimed it."
    )
    claim_offer: OfferPayload = strawberry.mutation(
        resolver=claim_offer, description="Claim an offered need for the organisation; the county decides."
    )
    approve_claim: GrantPayload = strawberry.mutation(
        resolver=approve_claim,
        description="Grant the partner that claimed a need its child and the need, until a time.",
    )
    grant_partner: GrantPayload = strawberry.mutation(
        resolver=grant_partner, description="Let a partner read classes of children, for a purpose and until a time."
    )
    revoke_partner: GrantPayload = strawberry.mutation(
        resolver=revoke_partner, description="End what a partner was granted, at once."
    )
