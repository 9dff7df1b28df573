"""What of statistics may be asked: closed combinations of measures and dimensions, whole months, places in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import strawberry

from care.divisions.scope import covers
from care.divisions.tree import level_of
from care.statistics import cubes
from care.statistics.months import between, next_month, quarter_name
from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from reads.errors import BadRead
from records.codes import AdminLevel, Dimension, Measure, StatisticsBasis
from schema.scalars import DivisionCode

MOST = 3
MOST_MONTHS = 36
_TIMES = (Dimension.MONTH, Dimension.QUARTER)
_NAMES = {"from": "since", "asAt": "as_at"}
_LEVELS = {
    AdminLevel.PROVINCE: cubes.PROVINCE,
    AdminLevel.PREFECTURE: cubes.PREFECTURE,
    AdminLevel.SPECIAL_ZONE: cubes.COUNTY,  # it is its own prefecture, and its townships are below it
    AdminLevel.COUNTY: cubes.COUNTY,
    AdminLevel.TOWNSHIP: cubes.TOWNSHIP,
    AdminLevel.VILLAGE: cubes.VILLAGE,
}


@strawberry.input(
    description="Which numbers: `measures` by at most three dimensions. `from` is the first day of a month, `until` the"
    " last of one (this month where none is named), or `asAt` today or the last day of an earlier month. `division` is"
    " the viewer's own place where none is named; DIVISION lists the places one level below it. Two of the other"
    " dimensions at most for townships, one for villages. `release` reads a frozen release by its number."
)
class StatisticsInput:
    """Which numbers."""

    measures: list[Measure]
    by: list[Dimension]
    division: DivisionCode | None = None
    since: date | None = strawberry.field(name="from", default=None)
    until: date | None = None
    as_at: date | None = None
    basis: StatisticsBasis = StatisticsBasis.SERVICE
    release: strawberry.ID | None = None


def input_of(sent: Mapping[str, Any]) -> StatisticsInput:
    """Give what was sent, coerced by the schema, as the executor hands it on."""
    return StatisticsInput(**{_NAMES.get(name, name): value for name, value in sent.items()})


@dataclass(frozen=True)
class Form:
    """Which tables are asked for, of whatever place and time: two questions of one form are read by one statement.

    The tables are those of a place of `level`, or of the places one level below it. `time` is MONTH or QUARTER where
    the numbers are broken down by it; `special` tells that the caller reads restricted facts, `frozen` that a release
    is read, `dated` that the months are named, `single` that it is one.
    """

    measures: tuple[Measure, ...]
    by: tuple[Dimension, ...]
    level: int
    below: bool
    time: Dimension | None
    basis: StatisticsBasis
    special: bool
    frozen: bool
    dated: bool
    single: bool

    @property
    def facts(self) -> tuple[cubes.Fact, ...]:
        """Give the facts of the measures, each once, in their order."""
        return tuple(dict.fromkeys(map(self.fact, self.measures)))

    def fact(self, measure: Measure) -> cubes.Fact:
        """Give the fact of a measure as the caller is told it."""
        return cubes.MEASURES[measure][0].told(special=self.special)

    def table(self, measure: Measure) -> tuple[str, ...]:
        """Name the table of a measure: its dimensions in the order of the fact, the part last."""
        fact, part = cubes.MEASURES[measure]
        own = tuple(one.value for one in fact.dimensions if one in self.by)
        return (*own, fact.part) if part and fact.part is not None else own

    def read_from(self, fact: cubes.Fact, months: Sequence[date]) -> tuple[date, ...]:
        """Give those of some months, in their order, that a fact is read from: a stock stands at the end of a time."""
        if not fact.stock or self.time is Dimension.MONTH:
            return tuple(months)
        last = {(quarter_name(month) if self.time is Dimension.QUARTER else ""): month for month in months}
        return tuple(last.values())


@dataclass(frozen=True)
class Asked:
    """What is asked and may be: tables of a place, or of the places below it, in months (none: all of the release)."""

    form: Form
    division: int
    months: tuple[date, ...]
    release: int | None


def asked_of(given: StatisticsInput, caller: Caller, today: date) -> Asked:
    """Check what is asked. Raises `BadRead` with the path of the member at fault."""
    _check_measures(given.measures)
    _check_dimensions(given, caller)
    division = _place(given, caller)
    level = _LEVELS[level_of(division)]
    below = Dimension.DIVISION in given.by
    if below and level == cubes.VILLAGE:
        raise refused("by", "村（社区）以下没有区划", "There is no place below a village")
    depth = cubes.DEPTH[level + below]
    if len([one for one in given.by if one not in (*_TIMES, Dimension.DIVISION)]) > depth:
        raise refused(
            "by", f"该级区划最多按 {depth} 个维度细分", f"Places of this level have {depth} dimensions at most"
        )
    months, release = _months(given, today), _release(given.release)
    form = Form(
        measures=tuple(given.measures),
        by=tuple(given.by),
        level=level,
        below=below,
        time=next((one for one in given.by if one in _TIMES), None),
        basis=given.basis,
        special=special(caller),
        frozen=release is not None,
        dated=bool(months),
        single=len(months) == 1,
    )
    return Asked(form, division, months, release)


def _check_measures(measures: list[Measure]) -> None:
    if not measures or len(set(measures)) < len(measures):
        raise refused("measures", "请列出不重复的指标", "Name measures, each once")


def _check_dimensions(given: StatisticsInput, caller: Caller) -> None:
    if len(given.by) > MOST or len(set(given.by)) < len(given.by) or set(_TIMES) <= set(given.by):
        raise refused("by", "最多三个不重复的维度，月与季度不能并用", "At most three dimensions, and one of time")
    for measure in given.measures:
        fact, _ = cubes.MEASURES[measure]
        for one in given.by:
            if one not in (*fact.dimensions, *_TIMES, Dimension.DIVISION):
                raise refused(
                    "by", f"{measure.zh}不能按{one.zh}细分", f"{measure.value} is not broken down by {one.value}"
                )
    if Dimension.CIRCUMSTANCE in given.by and not special(caller):
        raise BadRead(
            "FORBIDDEN",
            "当前角色不能按报告情形细分",
            "This role may not break reports down by circumstance",
            ("input", "by"),
        )


def special(caller: Caller) -> bool:
    """Tell whether the caller reads restricted facts (rules 6.8)."""
    return caller.permit.sight("statistics", FieldClass.SPECIAL) is Sight.SHOW


def _place(given: StatisticsInput, caller: Caller) -> int:
    counts = caller.permit.row("statistics") is RowKind.AREA
    if given.division is None and counts and len(caller.areas) != 1:
        raise refused("division", "请指明区划", "Name a place")
    place = given.division if given.division is not None or not counts else caller.areas[0]
    if place is None or not counts or not covers(caller.areas, place):
        raise BadRead("FORBIDDEN", "无权统计该区划", "You may not count there", ("input", "division"))
    return place


def _months(given: StatisticsInput, today: date) -> tuple[date, ...]:
    this = today.replace(day=1)
    if given.as_at is not None:
        return _month_of(given, given.as_at, today)
    if given.since is None and given.until is None:
        return () if given.release is not None else (this,)
    last = this if given.until is None else given.until.replace(day=1)
    first = last if given.since is None else given.since
    if first.day != 1 or first > last or last > this:
        raise refused(
            "from", "起始日期须为不晚于截止月份的某月首日", "from is the first day of a month, not after until"
        )
    if given.until is not None and given.until != next_month(last) - timedelta(days=1):
        raise refused("until", "截止日期须为某月最后一日", "until is the last day of a month")
    months = between(first, last)
    if len(months) > MOST_MONTHS:
        raise refused("from", f"最多 {MOST_MONTHS} 个月", f"At most {MOST_MONTHS} months")
    return months


def _month_of(given: StatisticsInput, day: date, today: date) -> tuple[date, ...]:
    if given.since is not None or given.until is not None:
        raise refused("asAt", "asAt 不能与 from、until 并用", "asAt goes without from and until")
    if day > today or day not in (today, next_month(day.replace(day=1)) - timedelta(days=1)):
        raise refused("asAt", "须为今天或以往某月的最后一日", "asAt is today, or the last day of an earlier month")
    return (day.replace(day=1),)


def _release(number: str | None) -> int | None:
    if number is None:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise refused("release", "没有这一发布", "There is no such release, or it does not hold this")
    return int(number)


def refused(member: str, zh: str, en: str) -> BadRead:
    """Make the refusal of a member of the input."""
    return BadRead("BAD_USER_INPUT", zh, en, ("input", member))
