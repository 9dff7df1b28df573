"""Statistics: sums over the contract's dimensions, read from tables that were made up before; small cells are null."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select

from care.statistics import cubes
from care.statistics.assembly import BAR, names_of
from care.statistics.months import month_name, quarter_name
from policies.classes import FieldClass
from reads import json
from records.codes import Dimension, Measure, StatisticsBasis
from records.statistics import stat_cube, stat_frozen, stat_release, stat_table
from schema.answer import fetch_rows
from schema.context import Info
from schema.statistics_asked import Asked, Form, StatisticsInput, asked_of, refused

Key = tuple[str, ...]
Values = dict[Key, int | None]


@strawberry.type(
    description="A number: `keys` are the values of the dimensions in the order of `by` (division codes, months such as"
    " 2026-03, quarters such as 2026Q1). A suppressed value is null: it is small, or would tell a small one."
)
class StatisticsCell:
    """A number, or null where it is suppressed."""

    field_class: ClassVar = FieldClass.AGGREGATE

    keys: list[str]
    measure: Measure
    value: int | None
    suppressed: bool


@strawberry.type(
    description="Numbers of a place. Where nobody is, there is no cell. `asAt`: what was written until then is counted."
    " `ruleVersion`: the rules by which classes held then. `minimum`: the least count that shows."
)
class StatisticsResult:
    """Numbers of a place, and how fresh they are."""

    field_class: ClassVar = FieldClass.AGGREGATE

    cells: list[StatisticsCell]
    basis: StatisticsBasis
    as_at: datetime
    release: str | None
    rule_version: str
    minimum: int


@dataclass(frozen=True)
class _Cube:
    as_at: datetime
    rule_version: str
    least: int


async def statistics_of(info: Info, given: StatisticsInput) -> StatisticsResult:
    """Answer with the cells of the tables that were asked for.

    Raises `BadRead` with the path of the member at fault: an unknown combination, a time that is not of whole months,
    a place that the caller may not count, a month of which nothing was counted.
    """
    asked = asked_of(given, info.context.caller, info.context.now.date())
    frame = info.context.frame(info._raw_info)
    there = _cubes(await fetch_rows(info, frame, _asking_for_cubes(asked)))
    form = asked.form
    wanted = {measure: _months(asked, measure, there) for measure in form.measures}
    tables = await fetch_rows(info, frame, _asking_for_tables(asked))
    cells = [cell for measure in form.measures for cell in _cells(form, measure, wanted[measure], tables)]
    used = [there[form.fact(measure).name, month] for measure, months in wanted.items() for month in months]
    return StatisticsResult(
        cells=cells,
        basis=form.basis,
        as_at=min(cube.as_at for cube in used).astimezone(info.context.now.tzinfo),
        release=None if asked.release is None else str(asked.release),
        rule_version=max(used, key=lambda cube: cube.as_at).rule_version,
        minimum=min(cube.least for cube in used),
    )


def _asking_for_cubes(asked: Asked) -> ColumnElement[str]:
    row = stat_cube if asked.release is None else stat_release
    names = sorted(fact.name for fact in asked.form.facts)
    which = [row.c.basis == asked.form.basis.value, row.c.fact.in_(names)]
    if asked.release is not None:
        which.append(row.c.release == asked.release)
    told = (row.c.fact, cast(row.c.month, Text), cast(row.c.as_at, Text))
    parts = [part for column in told for part in ('"', column, '",')]
    version = cast(func.to_json(row.c.rule_version), Text)
    return json.array(select(json.joined(["[", *parts, version, ",", cast(row.c.least, Text), "]"])).where(*which))


def _cubes(found: list[Any]) -> dict[tuple[str, date], _Cube]:
    return {
        (fact, date.fromisoformat(month)): _Cube(datetime.fromisoformat(as_at), version, least)
        for fact, month, as_at, version, least in found
    }


def _months(asked: Asked, measure: Measure, there: Mapping[tuple[str, date], _Cube]) -> tuple[date, ...]:
    """Give the months that a measure is read from."""
    fact = asked.form.fact(measure)
    known = sorted(month for name, month in there if name == fact.name)
    months = asked.form.read_from(fact, asked.months or known)
    missing = [month for month in months if month not in known]
    if missing or not months:
        if asked.release is not None:
            raise refused("release", "没有这一发布", "There is no such release, or it does not hold this")
        names = "、".join(month_name(month) for month in missing)
        raise refused("from", f"{names} 没有{measure.zh}的统计", f"Nothing was counted of {measure.value} in {names}")
    return months


def _asking_for_tables(asked: Asked) -> ColumnElement[str]:
    row, form = stat_table if asked.release is None else stat_frozen, asked.form
    tables = {(form.fact(measure).name, names_of(form.table(measure))) for measure in form.measures}
    here = row.c.parent == asked.division if form.below else row.c.division == asked.division
    which = [
        row.c.basis == form.basis.value,
        or_(*(and_(row.c.fact == fact, row.c.names == names) for fact, names in sorted(tables))),
        here,
        row.c.level == form.level + form.below,
    ]
    if asked.months:
        which.append(row.c.month.in_(asked.months))
    if asked.release is not None:
        which.append(row.c.release == asked.release)
    told = (row.c.fact, row.c.names, cast(row.c.month, Text), cast(row.c.division, Text))
    parts = [part for column in told for part in ('"', column, '",')]
    return json.array(select(json.joined(["[", *parts, cast(row.c.shown, Text), "]"])).where(*which))


def _cells(form: Form, measure: Measure, months: Sequence[date], tables: list[Any]) -> Iterator[StatisticsCell]:
    fact, names = form.fact(measure), form.table(measure)
    total: Values = {}
    for name, its, month, division, shown in tables:
        day = date.fromisoformat(month)
        if (name, its) == (fact.name, names_of(names)) and day in months:
            _add(total, form, day, division, _told(names, shown))
    if not form.by:
        total.setdefault((), 0)
    for key, value in sorted(total.items()):
        yield StatisticsCell(keys=list(key), measure=measure, value=value, suppressed=value is None)


def _add(
    total: Values, form: Form, month: date, division: str, cells: Iterable[tuple[dict[str, str], int | None]]
) -> None:
    """Add cells of a month; a sum with a suppressed one is suppressed: it tells nothing that the months do not."""
    at = {Dimension.DIVISION: division, Dimension.MONTH: month_name(month), Dimension.QUARTER: quarter_name(month)}
    for values, value in cells:
        key = tuple(values[one] if one in values else at[one] for one in form.by)
        before = total.get(key, 0)
        total[key] = None if value is None or before is None else before + value


def _told(names: tuple[str, ...], shown: Mapping[str, int | None]) -> Iterator[tuple[dict[str, str], int | None]]:
    """Give the cells by their values; of a table with a part the cells that are in it."""
    for text, value in shown.items():
        values = dict(zip(names, text.split(BAR), strict=True)) if names else {}
        if not names or names[-1] not in cubes.PARTS or values[names[-1]] == cubes.YES:
            yield values, value
