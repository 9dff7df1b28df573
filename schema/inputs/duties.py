"""Inputs about what is owed by places, and about visits that others make."""

from datetime import date

import strawberry

from care.actions.common.labels import OF_COMMISSION, OF_PATROL
from records.codes import PatrolTopic, VisitMode
from schema.inputs.labelled import labelled
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
