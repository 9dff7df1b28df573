"""Mutations of keeping: terms, holds, erasures."""

import strawberry

from care.actions import decide_erasure as deciding
from care.actions import lift_legal_hold as lifting
from care.actions import request_erasure as requesting
from care.actions import set_legal_hold as holding
from care.actions import set_retention_term as terms
from schema.context import Info
from schema.inputs.keeping import (
    DecideErasureInput,
    LiftLegalHoldInput,
    RequestErasureInput,
    SetLegalHoldInput,
    SetRetentionTermInput,
)
from schema.mutations.commands import command_of
from schema.payloads_of_keeping import ErasurePayload, LegalHoldPayload, RetentionTermPayload
from schema.perform import perform


async def set_retention_term(info: Info, input: SetRetentionTermInput) -> RetentionTermPayload:
    """Set the term."""
    command = command_of(terms.SetRetentionTerm, input)
    done: RetentionTermPayload = await perform(info, terms.set_retention_term, command)
    return done


async def set_legal_hold(info: Info, input: SetLegalHoldInput) -> LegalHoldPayload:
    """Hold a file."""
    command = command_of(holding.SetLegalHold, input, child_id="child")
    done: LegalHoldPayload = await perform(info, holding.set_legal_hold, command)
    return done


async def lift_legal_hold(info: Info, input: LiftLegalHoldInput) -> LegalHoldPayload:
    """Lift a hold."""
    command = command_of(lifting.LiftLegalHold, input, legal_hold_id="legalHold")
    done: LegalHoldPayload = await perform(info, lifting.lift_legal_hold, command)
    return done


async def request_erasure(info: Info, input: RequestErasureInput) -> ErasurePayload:
    """Ask for an erasure."""
    command = command_of(requesting.RequestErasure, input, child_id="child")
    done: ErasurePayload = await perform(info, requesting.request_erasure, command)
    return done


async def decide_erasure(info: Info, input: DecideErasureInput) -> ErasurePayload:
    """Decide on a request."""
    command = command_of(deciding.DecideErasure, input, erasure_id="erasure")
    done: ErasurePayload = await perform(info, deciding.decide_erasure, command)
    return done


@strawberry.type
class KeepingMutations:
    """Mutations of keeping by their names."""

    set_retention_term: RetentionTermPayload = strawberry.mutation(
        resolver=set_retention_term,
        description="Set how long closed files are kept before the nightly job archives them; without a term none is.",
    )
    set_legal_hold: LegalHoldPayload = strawberry.mutation(
        resolver=set_legal_hold,
        description="Hold a child's file until a day: it is neither archived nor erased while the hold lasts.",
    )
    lift_legal_hold: LegalHoldPayload = strawberry.mutation(
        resolver=lift_legal_hold, description="Lift a hold before its last day."
    )
    request_erasure: ErasurePayload = strawberry.mutation(
        resolver=request_erasure,
        description="Record that a child or a guardian asks for the child's data to be erased; a colleague decides.",
    )
    decide_erasure: ErasurePayload = strawberry.mutation(
        resolver=decide_erasure,
        description="Erase what a colleague's request names, for good, or decline it; what is erased leaves a proof.",
    )
