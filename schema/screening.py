"""Rounds of screening: one list of a village's children in a period, with what each still needs."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)

from care.duties.schedule.counts import IN_PERSON
from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Paged, Row, Rows, column, filters, readable
from records.codes import DutyKind, DutyStatus
from records.duty import duty
from records.screening import screening_round
from records.visit import visit
from schema.division import HERE, place
from schema.duty import Duty, singled_out
from schema.node import Node, identifier, masked, viewer_can
from schema.paging import Connection, paged
from schema.scalars import DivisionCode


def of_round(row: Row, owed: FromClause) -> ColumnElement[bool]:
    """Ask that a duty is a screening of the round."""
    return and_(
        owed.c.division == row.c.division,
        owed.c.kind == DutyKind.SCREENING.value,
        owed.c.period == row.c.period,
        owed.c.cancelled_at.is_(None),
    )


def _number(row: Row, *asked: ColumnElement[bool]) -> ColumnElement[str]:
    """Count screenings of the round: work, not children, so it stands for whoever sees the round."""
    counted = select(func.count()).select_from(duty).where(of_round(row, duty), *asked)
    return cast(counted.correlate(row).scalar_subquery(), Text)


_DONE = duty.c.done_at.is_not(None)
_KEY = singled_out(duty)
_IN_PERSON = sorted(mode.value for mode in IN_PERSON)
_VISITED = select(visit.c.id).where(visit.c.id == duty.c.satisfied_by, visit.c.mode.in_(_IN_PERSON)).exists()


def _conditions(row: Row, frame: Frame) -> dict[DutyStatus, ColumnElement[bool]]:
    """Give what makes each status of a round; exactly one holds. What is not done when it is due is missed."""
    today = bindparam(None, frame.now.date(), Date, unique=True)
    left = _exists(row, ~_DONE)
    done = and_(_exists(row), ~left)
    late = _exists(row, duty.c.done_at > duty.c.due_at)
    return {
        DutyStatus.DONE: done & ~late,
        DutyStatus.DONE_LATE: done & late,
        DutyStatus.CANCELLED: ~_exists(row),
        DutyStatus.MISSED: left & (row.c.due_on < today),
        DutyStatus.DUE_TODAY: left & (row.c.due_on == today),
        DutyStatus.OVERDUE: false(),
        DutyStatus.OPEN: left & (row.c.due_on > today),
    }


def _exists(row: Row, *asked: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(duty.c.id).where(of_round(row, duty), *asked).correlate(row).exists()


def _status(row: Row, frame: Frame) -> ColumnElement[str]:
    whens = [(condition, f'"{status}"') for status, condition in _conditions(row, frame).items()]
    return case(*whens, else_=literal(f'"{DutyStatus.OPEN}"', Text))


@strawberry.type(
    description="A village's screening in a period: each child once, and those whom the rules single out by a visit."
)
class ScreeningRound(Node):
    """A village's screening in a period; `keyTotal` and `keyVisited` count those who must be visited."""

    rows: ClassVar = Rows(screening_round, "screening")

    id: strawberry.ID = identifier("screening")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    period: str = column("period", FieldClass.BASIC)
    starts_on: date = column("starts_on", FieldClass.BASIC)
    due_on: date = column("due_on", FieldClass.BASIC)
    opened_at: datetime = column("opened_at", FieldClass.BASIC)
    total: int = readable(Computed(lambda row, _: _number(row)), FieldClass.AGGREGATE)
    screened: int = readable(Computed(lambda row, _: _number(row, _DONE)), FieldClass.AGGREGATE)
    key_total: int = readable(Computed(lambda row, _: _number(row, _KEY)), FieldClass.AGGREGATE)
    key_visited: int = readable(Computed(lambda row, _: _number(row, _KEY, _VISITED)), FieldClass.AGGREGATE)
    status: DutyStatus = readable(Computed(_status), FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)
    rule_version: str = column("rule_version", FieldClass.BASIC)
    duties: Connection[Duty] = readable(
        Paged(of_round, {None: (Key("due_at"), Key("id"))}), FieldClass.BASIC, resolver=paged
    )
    viewer_can: list[str] = viewer_can("screening", "record")
    masked: list[str] = masked()


def _with_status(row: Row, values: list[DutyStatus], frame: Frame) -> ColumnElement[bool]:
    conditions = _conditions(row, frame)
    return or_(false(), *(conditions[DutyStatus[value]] for value in values))


@strawberry.input(description="Which rounds of screening; a period is written 2026Q1.")
class ScreeningWhere:
    """Which rounds of screening."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    period: str | None = filters(lambda row, value, _: row.c.period == value, FieldClass.BASIC, late=True)
    statuses: list[DutyStatus] | None = filters(_with_status, FieldClass.BASIC)


ROUNDS = Paged(None, {None: (Key("due_on", descending=True), Key("id"))})
