"""Inputs about partner organisations: agreements on data, offers and claims, grants."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import OF_PARTNER
from records.codes import Purpose
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_PARTNER)
@strawberry.input(
    description="What a county has signed with a partner about children's data: which edition, from which day to which"
    " (both included), and where the signed paper is kept."
)
class RecordDataAgreementInput:
    """What a county has signed with a partner."""

    organisation_id: strawberry.ID
    division: DivisionCode
    edition: str
    signed_on: date
    starts_on: date
    ends_on: date
    reference: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(description="Which data agreement ends now, and why; what was granted under it ends with it.")
class EndDataAgreementInput:
    """Which data agreement ends now, and why."""

    data_agreement_id: strawberry.ID
    version: int
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(description="Which need is offered to partners.")
class OfferNeedInput:
    """Which need is offered to partners."""

    need_id: strawberry.ID
    version: int
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(description="Which need is offered no longer, and why, if that is to be kept.")
class WithdrawOfferInput:
    """Which need is offered no longer."""

    need_id: strawberry.ID
    version: int
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(description="Which offered need the viewer's organisation would meet.")
class ClaimOfferInput:
    """Which offered need the viewer's organisation would meet."""

    offer_id: strawberry.ID
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(
    description="Which claimed need is given to the partner that claimed it, with which classes of its child (basic,"
    " contact, location, family, health), what for and until when."
)
class ApproveClaimInput:
    """Which claimed need is given to the partner that claimed it, and on which terms."""

    need_id: strawberry.ID
    version: int
    field_classes: list[str]
    purpose: Purpose
    until: datetime
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(
    description="Which partner reads which classes (basic, contact, location, family, health) of which children, what"
    " for and until when, the end of its data agreement at the latest."
)
class GrantPartnerInput:
    """Which partner reads what of which children, and on which terms."""

    organisation_id: strawberry.ID
    child_ids: list[strawberry.ID]
    field_classes: list[str]
    purpose: Purpose
    until: datetime
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PARTNER)
@strawberry.input(
    description="Which partner loses which grants, and why; without `grantIds` all that it has of the viewer's area,"
    " referred needs too."
)
class RevokePartnerInput:
    """Which partner loses which grants, and why."""

    organisation_id: strawberry.ID
    reason: str
    grant_ids: list[strawberry.ID] | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
