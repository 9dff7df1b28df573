"""Steps of escalation: which level was told that something is overdue or about to end, when, and by which rule."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, false, or_, select

from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import visible
from reads.sources import Many, One, Row, Rows, column, readable
from records.codes import AdminLevel, DutyBasis, EscalationClock
from records.duty import duty
from records.escalation import escalation
from schema.division import HERE, place
from schema.node import Node, identifier

if TYPE_CHECKING:
    from schema.agreement import Agreement
    from schema.duty import Duty
    from schema.submission import Submission

_DUTY = Annotated["Duty", strawberry.lazy("schema.duty")]
_SUBMISSION = Annotated["Submission", strawberry.lazy("schema.submission")]
_AGREEMENT = Annotated["Agreement", strawberry.lazy("schema.agreement")]
_ABOUT = {"duty": "duty_id", "submission": "duty_id", "agreement": "agreement_id"}


def _shows(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that the caller sees what it is about, or is told as the level that oversees and reads no single row.

    The step names no person and no village, only the place whose turn it was; so a prefecture or province hears that
    one of its counties lets something lie, and never which child or report it is.
    """
    ways: list[ColumnElement[bool]] = [false()]
    for kind, key in _ABOUT.items():
        rows = frame.registry.nodes[kind].rows
        other = rows.table.alias()
        found = select(other.c.id).where(other.c.id == row.c[key], visible(frame, rows, other))
        ways.append(found.correlate(row).exists())
    if "escalation:oversee" in frame.caller.permit.actions:
        ways.append(row.c.division.in_([area.code for area in frame.caller.areas]))
    return or_(*ways)


@strawberry.type(
    description="A level was told that something is overdue, or about to end: once each. A prefecture or province,"
    " which reads no single duties, learns of the clock and the place below alone."
)
class Escalation(Node):
    """A step of escalation; `passed` is the place right below, whose turn it was before."""

    rows: ClassVar = Rows(escalation, "escalation", scoped=False, only=_shows)

    id: strawberry.ID = identifier("escalation")
    clock: EscalationClock = column("clock", FieldClass.BASIC)
    level: AdminLevel = column("level", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    passed: HERE | None = readable(place("passed"), FieldClass.BASIC)
    since: datetime = column("since", FieldClass.BASIC)
    due_at: datetime = column("due_at", FieldClass.BASIC)
    told_at: datetime = column("told_at", FieldClass.BASIC)
    rule: str = column("rule", FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)
    basis: DutyBasis = column("basis", FieldClass.BASIC)
    duty: _DUTY | None = readable(One(lambda row, other: row.c.duty_id == other.c.id), FieldClass.BASIC)
    submission: _SUBMISSION | None = readable(One(lambda row, other: row.c.duty_id == other.c.id), FieldClass.BASIC)
    agreement: _AGREEMENT | None = readable(One(lambda row, other: row.c.agreement_id == other.c.id), FieldClass.BASIC)


def _order(other: Row) -> tuple[ColumnElement[Any], ...]:
    return (other.c.due_at, other.c.id)


def _of_report(row: Row, other: Row) -> ColumnElement[bool]:
    its = duty.alias()
    owed = select(its.c.id).where(its.c.subject_kind == "report", its.c.subject == row.c.id)
    return other.c.duty_id.in_(owed.correlate(row))


STEPS = Annotated["Escalation", strawberry.lazy("schema.escalation")]
OF_DUTY = Many(lambda row, other: other.c.duty_id == row.c.id, _order)
OF_AGREEMENT = Many(lambda row, other: other.c.agreement_id == row.c.id, _order)
OF_REPORT = Many(_of_report, _order)
