"""Dates as people write them, kept as exactly as they are known: a month stays a month."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Raw, Setting
from care.ledgers.kinds.text import compact
from records.codes import DatePrecision


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """A date of which the year and the month are known, and the day perhaps (None)."""

    year: int
    month: int
    day: int | None = None

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it can be."""
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])

    @property
    def precision(self) -> DatePrecision:
        """How exactly it is known."""
        return DatePrecision.DAY if self.day else DatePrecision.MONTH

    def __str__(self) -> str:
        """Write it as ISO 8601, as far as it is known."""
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")


def known(on: date, precision: str) -> Known:
    """Make the known date from a stored day and its precision."""
    return Known(on.year, on.month, on.day if precision == DatePrecision.DAY else None)


_SEPARATED = re.compile(
    r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?|月)?(?:T?0?0:00(?::00(?:\.0+)?)?)?"
)
_PACKED = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?")
_WITHOUT_YEAR = re.compile(r"(?P<month>\d{1,2})(?:月(?:(?P<day>\d{1,2})[日号]?)?|[-/.](?P<day2>\d{1,2}))")
_DASHES = str.maketrans("—–‐。", "---.")
_LIST = re.compile(r"[、，,；;\n和及]+")
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serial numbers, counted as Excel does after its false 29 February 1900
_SERIALS = range(18264, 73051)  # 1950-01-01 to 2100-01-01


def _made(year: int, month: int, day: int | None) -> Known:
    try:
        made = Known(year, month, day)
        _ = made.first
    except ValueError:
        raise CellError(FaultCode.DATE_INVALID) from None
    return made


def _from_text(text: str, year: int | None = None) -> Known:
    found = _SEPARATED.fullmatch(text) or _PACKED.fullmatch(text)
    if found:
        day = found["day"]
        return _made(int(found["year"]), int(found["month"]), int(day) if day else None)
    if year is not None and (short := _WITHOUT_YEAR.fullmatch(text)):
        day = short["day"] or short["day2"]
        return _made(year, int(short["month"]), int(day) if day else None)
    raise CellError(FaultCode.DATE_INVALID)


def _from_number(value: float) -> Known:
    if value == int(value):
        whole = int(value)
        if whole in _SERIALS:
            on = _EPOCH + timedelta(days=whole)
            return Known(on.year, on.month, on.day)
        return _from_text(str(whole))
    written = repr(value)
    if re.fullmatch(r"(19|20)\d\d\.1", written):
        # 2015.1 and 2015.10 are the same figure.
        raise CellError(FaultCode.DATE_AMBIGUOUS, year=written[:4])
    if re.fullmatch(r"(19|20)\d\d\.\d{1,2}", written):
        return _from_text(written)
    if int(value) in _SERIALS:
        return _from_number(int(value))
    raise CellError(FaultCode.DATE_INVALID)


def _one(raw: Raw, setting: Setting, *, month_may_hide: bool, year: int | None = None) -> Known | None:
    if isinstance(raw, date):
        if isinstance(raw, datetime):
            raw = raw.date()
        if raw.day == 1 and month_may_hide:
            # Excel turns 2015年3月 into the first of that month: the day may be its own invention.
            setting.warn(FaultCode.DATE_FIRST_OF_MONTH)
            return Known(raw.year, raw.month)
        return Known(raw.year, raw.month, raw.day)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw)
    text = compact(raw).translate(_DASHES)
    return _from_text(text, year) if text else None


def _birth(raw: Raw, setting: Setting) -> Known | None:
    return _one(raw, setting, month_may_hide=True)


def _day(raw: Raw, setting: Setting) -> date | None:
    found = _one(raw, setting, month_may_hide=False)
    if found is not None and found.day is None:
        raise CellError(FaultCode.DATE_NEEDS_DAY)
    return found.first if found else None


def _visits(raw: Raw, setting: Setting) -> tuple[Known, ...]:
    if not isinstance(raw, str):
        only = _one(raw, setting, month_may_hide=True)
        return (only,) if only else ()
    parts = [compact(part).translate(_DASHES) for part in _LIST.split(raw)]
    times = sorted([_from_text(part, setting.year) for part in parts if part], key=_order)
    return tuple(dict.fromkeys(times))


def _order(one: Known) -> tuple[date, bool]:
    return one.first, one.day is not None


def _write_visits(visits: tuple[Known, ...]) -> str:
    return "、".join(map(str, visits))


def birth_kind() -> Kind:
    """Make the kind of a month of birth, with the day where it is known."""
    return Kind(
        "birth",
        _birth,
        str,
        "年月，如 2015-03、2015年3月；知道日期的写到日，如 2015-03-14",
        "year and month (2015-03, 2015年3月), with the day where known (2015-03-14)",
        repeats=True,
    )


def day_kind() -> Kind:
    """Make the kind of one day."""
    return Kind(
        "day", _day, date.isoformat, "日期，如 2026-03-14、2026年3月14日", "a day, such as 2026-03-14", repeats=True
    )


def visits_kind() -> Kind:
    """Make the kind of a quarter's visits: one or more days (or months, where no more is known)."""
    return Kind(
        "visits",
        _visits,
        _write_visits,
        "本季度走访日期，多次走访用顿号“、”隔开，如 2026-04-08、2026-05-07；可只写月日",
        "the quarter's visits, several separated by 、 such as 2026-04-08、2026-05-07; the year may be left out",
        repeats=True,
    )
