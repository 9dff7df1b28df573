"""Inputs about what is owed by places, and about visits that others make."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import OF_COMMISSION, OF_DIVISION_OF_DUTIES, OF_PATROL, OF_SCREENING
from records.codes import PatrolTopic, VisitMode, VisitOutcome
from schema.inputs.labelled import labelled
from schema.inputs.visit_findings import VisitFindingsInput
from schema.scalars import DivisionCode


@labelled(OF_PATROL)
@strawberry.input(description="A patrol of a township; the rules of its day say which topics it must verify.")
class RecordPatrolInput:
    """A patrol of a township."""

    client_id: str | None = strawberry.UNSET
    division: DivisionCode
    patrolled_on: date
    topics: list[PatrolTopic]
    findings: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_COMMISSION)
@strawberry.input(
    description="Whose household visit is handed on to the township where the child lives, and why. Township and"
    " address are the file's unless given. With PHONE_SUBSTITUTE a call in its place is proposed to the county."
)
class CommissionVisitInput:
    """Whose household visit is handed on, and why."""

    client_id: str | None = strawberry.UNSET
    child_id: strawberry.ID
    mode: VisitMode = VisitMode.COMMISSIONED
    to_division: DivisionCode | None = strawberry.UNSET
    address: str | None = strawberry.UNSET
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_COMMISSION)
@strawberry.input(description="Which commission the township of residence accepts.")
class AcceptCommissionInput:
    """Which commission is accepted."""

    commission_id: strawberry.ID
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_COMMISSION)
@strawberry.input(description="For which child a call may stand in for the visit that is owed, and why.")
class ApprovePhoneSubstituteInput:
    """For which child a call may stand in, and why."""

    child_id: strawberry.ID
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_DIVISION_OF_DUTIES)
@strawberry.input(description="What the county of residence has agreed on with the county of the child's hukou.")
class AgreeDivisionOfDutiesInput:
    """What two counties have agreed on for a child."""

    client_id: str | None = strawberry.UNSET
    child_id: strawberry.ID
    other_division: DivisionCode
    agreed_on: date
    terms: str
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(
    description="How one child was screened: FIELD_CHECK, PHONE_CHECK or HOUSEHOLD. Problems need solutions."
)
class ScreeningEntryInput:
    """How one child was screened."""

    child_id: strawberry.ID
    mode: VisitMode
    outcome: VisitOutcome = VisitOutcome.MET
    occurred_at: datetime
    problems: str | None = strawberry.UNSET
    solutions: str | None = strawberry.UNSET
    findings: VisitFindingsInput | None = strawberry.UNSET


@labelled(OF_SCREENING)
@strawberry.input(
    description="What a village's round of a period (2026Q1) has done so far: a visit or call for each child."
)
class RecordScreeningInput:
    """Visits and calls of one round of screening."""

    client_id: str | None = strawberry.UNSET
    division: DivisionCode
    period: str
    entries: list[ScreeningEntryInput]
    idempotency_key: str | None = strawberry.UNSET
