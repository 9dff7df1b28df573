"""Inputs about households and what they receive."""

from decimal import Decimal

import strawberry

from care.actions.common.labels import OF_HOUSEHOLD
from records.codes import RiskLevel
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
