"""Days: what today is, and what may not lie after it."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from care.actions.common.findings import Findings, Path
from care.duties.months import birthday
from policies.refusal import ErrorCode
from records.codes import DatePrecision
from tenants.work import Work

# Phones run ahead of the server by a little; no more than this is taken for the present.
CLOCKS_DIFFER = timedelta(minutes=5)
_ADULT = 18
_EARLIEST = 1900


def today(work: Work) -> date:
    """Give the day it is for the law, in the zone of the clock that was handed down (Asia/Shanghai)."""
    return work.now.date()


def day_of(moment: datetime, work: Work) -> date:
    """Give the day of a moment in the zone of the clock (Asia/Shanghai)."""
    return moment.astimezone(work.now.tzinfo).date()


def check_past_day(findings: Findings, path: Path, day: date, work: Work) -> None:
    """Check that a day is not in the future and not before any living person's time."""
    if day > today(work):
        _future(findings, path)
    elif day.year < _EARLIEST:
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "日期过早", "lies too far back")


def check_past_moment(findings: Findings, path: Path, moment: datetime, work: Work) -> None:
    """Check that a moment is not in the future."""
    if moment > work.now + CLOCKS_DIFFER:
        _future(findings, path)
    elif moment.year < _EARLIEST:
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "日期过早", "lies too far back")


def as_known(day: date, precision: DatePrecision) -> date:
    """Give the day that is kept: the month's last where only the month is known, which protects the child longest."""
    if precision is DatePrecision.DAY:
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])


def grown_up(birth: date, on: date) -> bool:
    """Tell whether the 18th birthday has passed; on the birthday itself a child is still a child (reading A06)."""
    return on > birthday(birth, _ADULT)


def _future(findings: Findings, path: Path) -> None:
    findings.refuse(ErrorCode.BAD_USER_INPUT, path, "日期在今天之后", "lies in the future")
