"""Entrusted care: what it was written in, how it stands, and what was done where a carer is unfit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Date, Text, bindparam, case, func, literal, select

from policies.classes import FieldClass
from reads.archive import usual
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.agreement import agreement, carer_problem, carer_step
from records.child import child
from records.codes import (
    AgreementStatus,
    CareInstrument,
    CarerCriterion,
    CarerFault,
    CarerOutcome,
    CarerRelation,
    CarerStep,
    EntrustReason,
)
from schema.escalation import OF_AGREEMENT, STEPS
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.scalars import DivisionCode
from schema.visit import CHILD, same


def _conditions(row: Row, frame: Frame) -> Mapping[AgreementStatus, ColumnElement[bool]]:
    """Give what makes each status, the first that holds; the days decide, as of the clock that was handed down."""
    today = bindparam(None, frame.now.date(), Date, unique=True)
    never = row.c.concluded_on.is_(None)
    return {
        AgreementStatus.REPLACED: func.coalesce(row.c.replaced_on <= today, literal(value=False)),
        AgreementStatus.DRAFT: never,
        AgreementStatus.EXPIRED: func.coalesce(row.c.ends_on < today, literal(value=False)),
        AgreementStatus.SIGNED: func.coalesce(row.c.starts_on, row.c.concluded_on) > today,
    }


def _status(row: Row, frame: Frame) -> ColumnElement[str]:
    whens = [(condition, f'"{status}"') for status, condition in _conditions(row, frame).items()]
    return case(*whens, else_=literal(f'"{AgreementStatus.ACTIVE}"', Text))


def _of_status(row: Row, values: Sequence[str], frame: Frame) -> ColumnElement[bool]:
    whens = [(condition, status.value) for status, condition in _conditions(row, frame).items()]
    return case(*whens, else_=literal(AgreementStatus.ACTIVE.value, Text)).in_(values)


def in_force(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that an agreement is the one in force."""
    return _of_status(row, [AgreementStatus.ACTIVE.value], frame)


def _of_pupil(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that an agreement is of a pupil of a school that the caller acts for."""
    pupils = select(child.c.id).where(child.c.school_id.in_(frame.caller.organisations))
    return row.c.child_id.in_(pupils)


@strawberry.type(description="What entrusted care of a child was written in.")
class Agreement(Node):
    """A care agreement or a confirmation of entrusted guardianship; `missing` names what its rules still ask.

    `status` follows from what happened and from the day: nothing makes one expire but its term.
    """

    rows: ClassVar = Rows(agreement, "agreement", attended=_of_pupil)

    id: strawberry.ID = identifier("agreement")
    version: int = column("version", FieldClass.BASIC)
    instrument: CareInstrument = column("instrument", FieldClass.BASIC)
    status: AgreementStatus = readable(Computed(_status), FieldClass.BASIC)
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    carer_name: str | None = column("carer_name", FieldClass.BASIC)
    carer_phone: str | None = column("carer_phone_masked", FieldClass.CONTACT)
    relation: CarerRelation = column("relation", FieldClass.BASIC)
    reason: EntrustReason | None = column("reason", FieldClass.FAMILY)
    entruster_name: str | None = column("entruster_name", FieldClass.FAMILY)
    entruster_workplace: str | None = column("entruster_workplace", FieldClass.LOCATION)
    entruster_phone: str | None = column("entruster_phone_masked", FieldClass.CONTACT)
    starts_on: date | None = column("starts_on", FieldClass.BASIC)
    ends_on: date | None = column("ends_on", FieldClass.BASIC)
    other_terms: str | None = column("other_terms", FieldClass.NARRATIVE)
    child_heard_on: date | None = column("child_heard_on", FieldClass.FAMILY)
    child_not_heard_reason: str | None = column("child_not_heard_reason", FieldClass.NARRATIVE)
    justification: str | None = column("justification", FieldClass.NARRATIVE)
    criteria: list[CarerCriterion] = column("criteria", FieldClass.FAMILY)
    explained_on: date | None = column("explained_on", FieldClass.BASIC)
    signed_on: date | None = column("signed_on", FieldClass.BASIC)
    witness: Organisation | None = readable(One(lambda row, other: row.c.witness_id == other.c.id), FieldClass.BASIC)
    concluded_on: date | None = column("concluded_on", FieldClass.BASIC)
    filed_on: date | None = column("filed_on", FieldClass.BASIC)
    school_notified_on: date | None = column("school_notified_on", FieldClass.BASIC)
    replaced_on: date | None = column("replaced_on", FieldClass.BASIC)
    missing: list[str] = column("missing", FieldClass.BASIC)
    escalations: list[STEPS] = readable(OF_AGREEMENT, FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("agreement", "sign", "notice", "replace")
    masked: list[str] = masked()


@strawberry.type(description="A step that was taken with an unfit carer.")
class CarerStepTaken:
    """A step that was taken with an unfit carer, and its day."""

    rows: ClassVar = Rows(carer_step, "carerProblem")

    step: CarerStep = column("step", FieldClass.BASIC)
    taken_on: date = column("taken_on", FieldClass.BASIC)


@strawberry.type(description="What is wrong with a child's entrusted carer, and what was done about it.")
class CarerProblem(Node):
    """What is wrong with a carer; open until it improves or the carer is replaced."""

    rows: ClassVar = Rows(carer_problem, "carerProblem")

    id: strawberry.ID = identifier("carerProblem")
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    fault: CarerFault | None = column("fault", FieldClass.FAMILY)
    narrative: str | None = column("narrative", FieldClass.NARRATIVE)
    found_on: date = column("found_on", FieldClass.BASIC)
    outcome: CarerOutcome | None = column("outcome", FieldClass.FAMILY)
    outcome_on: date | None = column("outcome_on", FieldClass.BASIC)
    closed_on: date | None = column("closed_on", FieldClass.BASIC)
    steps: list[CarerStepTaken] = readable(
        Many(lambda row, other: other.c.problem_id == row.c.id, lambda other: (other.c.taken_on, other.c.id)),
        FieldClass.FAMILY,
    )
    masked: list[str] = masked()


def _ends_before(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    return row.c.ends_on < value


@strawberry.input(description="Which agreements.")
class AgreementWhere:
    """Which agreements; a division means that place and everything below it."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    statuses: list[AgreementStatus] | None = filters(_of_status, FieldClass.BASIC)
    ends_before: date | None = filters(_ends_before, FieldClass.BASIC, late=True)


AGREEMENTS = Paged(None, {None: (Key("id", descending=True),)}, usual("child"))
IN_FORCE = One(
    lambda row, other: other.c.child_id == row.c.id,
    lambda other: (other.c.concluded_on.desc(), other.c.id.desc()),
    when=in_force,
)
PROBLEMS = Many(lambda row, other: other.c.child_id == row.c.id, lambda other: (other.c.found_on.desc(), other.c.id))
