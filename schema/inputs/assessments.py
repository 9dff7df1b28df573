"""Inputs about assessments."""

from datetime import date

import strawberry

from records.codes import AssessmentKind, GuardianshipRating, RiskLevel
from schema.inputs.labelled import labelled


@labelled({"kind": "评估类别"})
@strawberry.input(description="Which assessment of a child is asked for; `assessor` names who is to make it.")
class RequestAssessmentInput:
    """Which assessment of a child is asked for."""

    child_id: strawberry.ID
    kind: AssessmentKind
    assessor: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({"kind": "评估类别"})
@strawberry.input(
    description="What an assessment found: the level or rating of its kind, for the other kinds a result in words."
)
class RecordAssessmentInput:
    """What an assessment found."""

    child_id: strawberry.ID
    kind: AssessmentKind
    assessed_on: date
    risk_level: RiskLevel | None = strawberry.UNSET
    guardianship_rating: GuardianshipRating | None = strawberry.UNSET
    result: str | None = strawberry.UNSET
    next_review_on: date | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
