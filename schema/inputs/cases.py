"""Inputs about cases."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import OF_BROUGHT_CASE, OF_CASE
from records.codes import AdminLevel, CourtGround, Department, Intervention, PlacementKind, TraineePost
from schema.inputs.labelled import labelled


@labelled(OF_CASE)
@strawberry.input(
    description="Whose case is opened, from which reports if any; `organisationIds` are those it is given to."
)
class OpenCaseInput:
    """Whose case is opened."""

    child_id: strawberry.ID
    report_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    summary: str | None = strawberry.UNSET
    organisation_ids: list[strawberry.ID] | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(
    description="What was decided, until when, and whose it is: exactly one of organisation, department and post."
)
class DecisionInput:
    """What was decided, until when, and whose it is."""

    decision: str
    due_on: date
    organisation_id: strawberry.ID | None = strawberry.UNSET
    department: Department | None = strawberry.UNSET
    post: TraineePost | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(description="Who conferred on a case and when, with what was decided; each decision becomes a duty.")
class HoldConferenceInput:
    """Who conferred on a case and when, with what was decided."""

    case_id: strawberry.ID
    held_on: date
    departments: list[Department]
    decisions: list[DecisionInput] = strawberry.field(default_factory=list)
    summary: str | None = strawberry.UNSET
    plan: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(description="Which decision was done, on which day, and what came of it.")
class CompleteDecisionInput:
    """Which decision was done, on which day, and what came of it."""

    decision_id: strawberry.ID
    done_on: date
    outcome: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(description="What was done in a case, when, by which department, and how.")
class RecordInterventionInput:
    """What was done in a case."""

    case_id: strawberry.ID
    kind: Intervention
    taken_on: date
    department: Department | None = strawberry.UNSET
    detail: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(
    description="Where a child is placed: an institution by `organisationId`, a family by `carerName`; `entrustedById`"
    " is the protection institution that lets a welfare institution rear the child under an agreement."
)
class PlaceChildInput:
    """Where a child is placed."""

    case_id: strawberry.ID
    kind: PlacementKind
    starts_on: date
    organisation_id: strawberry.ID | None = strawberry.UNSET
    carer_name: str | None = strawberry.UNSET
    entrusted_by_id: strawberry.ID | None = strawberry.UNSET
    agreement_signed_on: date | None = strawberry.UNSET
    agreement_reference: str | None = strawberry.UNSET
    plan: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(description="Which placement ended, when and why.")
class EndPlacementInput:
    """Which placement ended, when and why."""

    placement_id: strawberry.ID
    ends_on: date
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(
    description="An application to the court, or since when its ground holds (`appliedOn` left out): `since` is the"
    " first day on which parents were not found or the guardian refused."
)
class RecordCourtApplicationInput:
    """An application to the court, or since when its ground holds."""

    case_id: strawberry.ID
    ground: CourtGround
    since: date | None = strawberry.UNSET
    applied_on: date | None = strawberry.UNSET
    court: str | None = strawberry.UNSET
    reference_number: str | None = strawberry.UNSET
    outcome: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CASE)
@strawberry.input(description="Which case is closed, and what came of it.")
class CloseCaseInput:
    """Which case is closed, and what came of it."""

    case_id: strawberry.ID
    outcome: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_BROUGHT_CASE)
@strawberry.input(description="Which case is brought before whom (PREFECTURE or PROVINCE), why, and until when.")
class BringCaseInput:
    """Which case is brought before whom, why, and until when."""

    case_id: strawberry.ID
    level: AdminLevel
    reason: str
    until: datetime
    idempotency_key: str | None = strawberry.UNSET
