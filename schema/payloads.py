"""What mutations answer: the object that was written, what was refused, what to mind."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, select

from policies.caller import Language
from policies.classes import FieldClass
from policies.refusal import ErrorCode, Refusal
from reads.sources import Row, made
from records.agreement import agreement
from records.report import report_recipient
from records.visit import visit
from schema.agreement import Agreement
from schema.assessment import Assessment
from schema.benefit import Benefit
from schema.case import Case
from schema.child import Child
from schema.duty import Duty
from schema.guardian import Guardian
from schema.household import Household
from schema.need import Need
from schema.organisation import Organisation
from schema.placement import Placement
from schema.report import Report
from schema.screening import ScreeningRound
from schema.tenant import RoleAssignment
from schema.trainee import Trainee
from schema.training_session import TrainingSession
from schema.visit import Visit
from schema.work_log_line import WorkLogLine


@strawberry.type(description="Why an input was refused, or what to mind.")
class UserError:
    """Why an input was refused, or what to mind: a stable code, the input's path, the text in the caller's language."""

    field_class: ClassVar = FieldClass.BASIC

    code: ErrorCode
    message: str
    path: list[str]
    citation: str | None


def user_error(refusal: Refusal, language: Language) -> UserError:
    """Show a refusal or warning in a language."""
    message = refusal.zh if language == "zh" else refusal.en
    return UserError(code=refusal.code, message=message, path=list(refusal.path), citation=refusal.citation)


def written() -> Any:
    """Declare the field that shows the rows whose keys the action gave back."""
    return made(lambda row, keys: row.c.id.in_(keys))


@strawberry.type
class Answered:
    """What every payload says beside its object."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    user_errors: list[UserError]
    warnings: list[UserError]


@strawberry.type(description="The child that was written, null when refused.")
class ChildPayload(Answered):
    """The child that was written, null when refused."""

    child: Child | None = written()


@strawberry.type(description="The household that was written, null when refused.")
class HouseholdPayload(Answered):
    """The household that was written, null when refused."""

    household: Household | None = written()


@strawberry.type(description="The benefit as it stands now, null when refused.")
class BenefitPayload(Answered):
    """The benefit as it stands now, null when refused."""

    benefit: Benefit | None = written()


@strawberry.type(description="The guardian that was written, null when refused.")
class GuardianPayload(Answered):
    """The guardian that was written, null when refused."""

    guardian: Guardian | None = written()


@strawberry.type(description="The visits that were written with their children; both empty when refused.")
class VisitPayload(Answered):
    """The visits that were written with their children; both empty when refused."""

    visits: list[Visit] = written()
    children: list[Child] = made(lambda row, keys: row.c.id.in_(select(visit.c.child_id).where(visit.c.id.in_(keys))))


@strawberry.type(description="The assessment that was asked for or recorded, null when refused.")
class AssessmentPayload(Answered):
    """The assessment that was asked for or recorded, null when refused."""

    assessment: Assessment | None = written()


@strawberry.type(description="The need that was written, null when refused.")
class NeedPayload(Answered):
    """The need that was written, null when refused."""

    need: Need | None = written()


def _its_child(row: Row, keys: Sequence[UUID]) -> ColumnElement[bool]:
    return row.c.id.in_(keys) | row.c.id.in_(select(agreement.c.child_id).where(agreement.c.id.in_(keys)))


@strawberry.type(description="The agreement that was written or is in force, and its child; both null when refused.")
class AgreementPayload(Answered):
    """The agreement that was written or is in force (null where there is none), and its child."""

    agreement: Agreement | None = written()
    child: Child | None = made(_its_child)


@strawberry.type(description="The case that was written, null when refused.")
class CasePayload(Answered):
    """The case that was written, null when refused."""

    case: Case | None = written()


@strawberry.type(description="The placement that was begun or ended, null when refused.")
class PlacementPayload(Answered):
    """The placement that was begun or ended, null when refused."""

    placement: Placement | None = written()


@strawberry.type(description="The duty that was settled or opened, null when refused.")
class DutyPayload(Answered):
    """The duty that was settled or opened, null when refused."""

    duty: Duty | None = written()


@strawberry.type(description="The line that was written, null when refused.")
class WorkLogPayload(Answered):
    """The line that was written, null when refused."""

    line: WorkLogLine | None = written()


@strawberry.type(description="The round whose visits were recorded, null when refused.")
class ScreeningRoundPayload(Answered):
    """The round whose visits were recorded, null when refused."""

    screening_round: ScreeningRound | None = written()


@strawberry.type(description="The trainee that was written, null when refused.")
class TraineePayload(Answered):
    """The trainee that was written, null when refused."""

    trainee: Trainee | None = written()


@strawberry.type(description="The training session that was written, null when refused.")
class TrainingSessionPayload(Answered):
    """The training session that was written, null when refused."""

    training_session: TrainingSession | None = written()


@strawberry.type(description="The organisation that was written, null when refused.")
class OrganisationPayload(Answered):
    """The organisation that was written, null when refused."""

    organisation: Organisation | None = written()


@strawberry.type(description="The role that was assigned or revoked, null when refused.")
class RolePayload(Answered):
    """The role that was assigned or revoked, null when refused."""

    assignment: RoleAssignment | None = written()


def _to_ring(row: Row, keys: Sequence[UUID]) -> ColumnElement[bool]:
    to = report_recipient.c
    owed = select(to.organisation_id).where(to.report_id.in_(keys), to.mandatory, to.acknowledged_at.is_(None))
    return row.c.id.in_(owed)


@strawberry.type(description="The report that was written, null when refused, and whom to ring now.")
class ReportPayload(Answered):
    """The report that was written, null when refused; `contacts` are the offices that have to be told, to ring now."""

    report: Report | None = written()
    contacts: list[Organisation] = made(_to_ring)
