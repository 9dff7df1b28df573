"""Inputs about households and what they receive."""

from datetime import date
from decimal import Decimal

import strawberry

from care.actions.common.own_labels import OF_BENEFIT, OF_HOUSEHOLD
from records.codes import BenefitKind, BenefitStatus, RiskLevel
from schema.inputs.labelled import labelled


@labelled(OF_HOUSEHOLD)
@strawberry.input(
    description="What is changed of a household: a field left out stays, null empties it; a level of risk is kept as an"
    " assessment of its children and cannot be emptied."
)
class UpdateHouseholdInput:
    """What is changed of a household; `incomePerHead` is yuan per year."""

    id: strawberry.ID
    version: int
    income_per_head: Decimal | None = strawberry.UNSET
    social_help: str | None = strawberry.UNSET
    guardianship_risk: RiskLevel | None = strawberry.UNSET
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_BENEFIT)
@strawberry.input(
    description="How a kind of benefit stands for a child or for a household: one of the two ids is given. `amount` is"
    " yuan per month; of a grant `from` and `until` are the first and last days it covers."
)
class RecordBenefitInput:
    """How a kind of benefit stands for a child or for a household."""

    child_id: strawberry.ID | None = strawberry.UNSET
    household_id: strawberry.ID | None = strawberry.UNSET
    kind: BenefitKind
    status: BenefitStatus
    amount: Decimal | None = strawberry.UNSET
    since: date | None = strawberry.field(name="from", default=strawberry.UNSET)
    until: date | None = strawberry.UNSET
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
