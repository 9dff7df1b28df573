"""How a duty stands: computed at the moment of reading from its days and the clock, never stored."""

from datetime import date

from sqlalchemy import ColumnElement, Date, DateTime, Text, and_, bindparam, case, false, func, literal, or_

from reads.frame import Frame
from reads.sources import Row
from records.codes import DutyStatus


def today(frame: Frame) -> ColumnElement[date]:
    """Give the day of the request, Asia/Shanghai."""
    return bindparam(None, frame.now.date(), Date, unique=True)


def owed(row: Row) -> ColumnElement[bool]:
    """Ask that a duty is neither done nor cancelled."""
    return row.c.done_at.is_(None) & row.c.cancelled_at.is_(None)


def conditions(row: Row, frame: Frame) -> dict[DutyStatus, ColumnElement[bool]]:
    """Give what makes each status; exactly one holds of a duty (scenarios, conventions: overdue from 00:00 of D+1)."""
    day, now = today(frame), bindparam(None, frame.now, DateTime(timezone=True), unique=True)
    done, missed = row.c.done_at.is_not(None), func.coalesce(row.c.closes_on < day, false())
    standing = and_(owed(row), ~missed)
    overdue = row.c.due_at <= now
    return {
        DutyStatus.DONE: done & (row.c.done_at <= row.c.due_at),
        DutyStatus.DONE_LATE: done & (row.c.done_at > row.c.due_at),
        DutyStatus.CANCELLED: ~done & row.c.cancelled_at.is_not(None),
        DutyStatus.MISSED: owed(row) & missed,
        DutyStatus.OVERDUE: standing & overdue,
        DutyStatus.DUE_TODAY: standing & ~overdue & (row.c.due_on <= day),
        DutyStatus.OPEN: standing & ~overdue & (row.c.due_on > day),
    }


def status(row: Row, frame: Frame) -> ColumnElement[str]:
    """Write the status as JSON text."""
    whens = [(condition, f'"{one}"') for one, condition in conditions(row, frame).items()]
    return case(*whens, else_=literal(f'"{DutyStatus.OPEN}"', Text))


def with_status(row: Row, values: list[DutyStatus], frame: Frame) -> ColumnElement[bool]:
    """Ask that the status is one of some."""
    those = conditions(row, frame)
    return or_(false(), *(those[DutyStatus[value]] for value in values))
