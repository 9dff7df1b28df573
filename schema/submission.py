"""Submissions: what the calendar asks of a place, a department or a school, and how it stands."""

from datetime import date, datetime
from enum import Enum
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, case, cast, extract, func, select

from policies.classes import FieldClass
from reads import json
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, One, Paged, Row, Rows, column, filters, readable
from records.activity import activity
from records.codes import CalendarDuty, DutyBasis, DutyStatus
from records.duty import duty
from records.submission import submission
from schema.division import HERE, place
from schema.duty_status import owed, status, today, with_status
from schema.escalation import OF_DUTY, STEPS
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.scalars import DivisionCode
from schema.spot_check import CHECKED, SpotCheck
from schema.visit import same


def _period(row: Row, _frame: Frame) -> ColumnElement[str]:
    """Name the period; what rolls belongs to none and goes by the day that it is counted from."""
    return cast(func.to_json(func.coalesce(row.c.period, cast(row.c.base_on, Text))), Text)


def _days_left(row: Row, frame: Frame) -> ColumnElement[str]:
    """Count the days until it is due, below 0 when it is late; null where nothing is to be done any more."""
    return case((owed(row), cast(row.c.due_on - today(frame), Text)), else_=json.NULL)


def _content(row: Row, _frame: Frame) -> ColumnElement[str]:
    handed_in = submission.alias()
    text = select(func.to_json(handed_in.c.content)).where(handed_in.c.duty_id == row.c.id)
    return func.coalesce(cast(text.correlate(row).scalar_subquery(), Text), json.NULL)


def _held(row: Row, _frame: Frame) -> ColumnElement[str]:
    """Name what was held for it, for whoever may read activities."""
    done = (row.c.satisfied_kind == activity.name) & row.c.satisfied_by.is_not(None)
    return case((done, json.joined(['"activity_', cast(row.c.satisfied_by, Text), '"'])), else_=json.NULL)


@strawberry.type(
    description="What the calendar asks for: a report by its day, an article or a safety event a year, a talk in a"
    " holiday, a lecture before one. It shows from the first day of its period on."
)
class Submission(Node):
    """One duty of the calendar (its id names the duty); `organisation` owes it, else the place."""

    rows: ClassVar = Rows(duty, "submission", only=lambda row, _frame: row.c.calendar.is_not(None))

    id: strawberry.ID = identifier("submission")
    kind: CalendarDuty = column("calendar", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    period: str = readable(Computed(_period), FieldClass.BASIC)
    starts_on: date = column("base_on", FieldClass.BASIC)
    due_on: date = column("due_on", FieldClass.BASIC)
    due_at: datetime = column("due_at", FieldClass.BASIC)
    closes_on: date | None = column("closes_on", FieldClass.BASIC)
    days_left: int | None = readable(Computed(_days_left), FieldClass.BASIC)
    status: DutyStatus = readable(Computed(status), FieldClass.BASIC)
    submitted_at: datetime | None = column("done_at", FieldClass.BASIC)
    content: str | None = readable(Computed(_content), FieldClass.NARRATIVE)
    activity_id: strawberry.ID | None = readable(Computed(_held), FieldClass.BASIC)
    spot_checks: list[SpotCheck] = readable(CHECKED, FieldClass.BASIC)
    basis: DutyBasis = column("basis", FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)
    rule: str = column("rule", FieldClass.BASIC)
    rule_version: str = column("rule_version", FieldClass.BASIC)
    escalations: list[STEPS] = readable(OF_DUTY, FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("submission", "submit")
    masked: list[str] = masked()


@strawberry.input(description="Which submissions; a year is that of the due day. `dueBefore` is for reminders.")
class SubmissionWhere:
    """Which submissions; without `statuses` all but the cancelled ones."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    organisation: strawberry.ID | None = filters(same("organisation_id", "organisation"), FieldClass.BASIC, late=True)
    kinds: list[CalendarDuty] | None = filters(lambda row, value, _: row.c.calendar.in_(value), FieldClass.BASIC)
    statuses: list[DutyStatus] | None = filters(with_status, FieldClass.BASIC)
    year: int | None = filters(lambda row, value, _: extract("year", row.c.due_on) == value, FieldClass.BASIC)
    due_before: date | None = filters(lambda row, value, _: row.c.due_on < value, FieldClass.BASIC, late=True)


_ORDER: dict[Enum | None, tuple[Key, ...]] = {None: (Key("due_at"), Key("id"))}
SUBMISSIONS = Paged(None, _ORDER)
CURRENT = Paged(lambda _parent, row: row.c.cancelled_at.is_(None), _ORDER)
