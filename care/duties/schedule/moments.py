"""Ends of days, as moments."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_MIDNIGHT = time(tzinfo=SHANGHAI)
_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def end_of(day: date) -> datetime:
    """Give 24:00 of a day in Asia/Shanghai: until then what is due that day is in time (scenarios, conventions)."""
    return datetime.combine(day + _DAY, _MIDNIGHT)


def noon_of(day: date) -> datetime:
    """Give 12:00 of a day in Asia/Shanghai: it stands for what is known to its day alone."""
    return end_of(day) - _DAY / 2


def hours_after(day: date, hours: int) -> tuple[datetime, date]:
    """Give the moment so many hours after the end of a day, and the day that it belongs to; 24:00 is its own day's."""
    moment = end_of(day) + timedelta(hours=hours)
    return moment, (moment - timedelta(microseconds=1)).date()
