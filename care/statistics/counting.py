"""Counting a county: one statement gives every table of the county, its townships and villages."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, column, func, select, true, tuple_

from care.statistics import cubes
from care.statistics.rows import Asked, rows
from care.statistics.suppression import Key, Names, Node

LEVELS = {cubes.COUNTY: "county", cubes.TOWNSHIP: "township", cubes.VILLAGE: "village"}
Counted = dict[Node, dict[Names, dict[Key, int]]]


def counting(fact: cubes.Fact, asked: Asked) -> Select[Any]:
    """Write the statement that counts a county: a row for each cell, `levels` and `sets` telling whose and which.

    A row of many values stands once for each of them, so a table without them counts the first alone.
    """
    base = rows(fact, asked).cte("counted")
    source: Any = base
    values: dict[str, ColumnElement[Any]] = {name: base.c[name] for name in _names(fact) if name not in cubes.MANY}
    first: dict[str, ColumnElement[bool]] = {}
    for name in (name for name in _names(fact) if name in cubes.MANY):
        # A function in FROM sees the rows before it, as LATERAL would.
        each = func.unnest(base.c[name]).table_valued(
            column("value"), with_ordinality="at", name=f"each_{name.lower()}"
        )
        one = each.render_derived()
        source = source.outerjoin(one, true())
        values[name] = one.c.value
        first[name] = func.coalesce(one.c.at, 1) == 1
    places = [base.c[level] for level in LEVELS.values()]
    sets = [
        tuple_(base.c[LEVELS[level]], *(values[name] for name in names))
        for level in LEVELS
        for names in fact.tables(level)
    ]
    ordered = [values[name] for name in _names(fact)]
    marks = [func.grouping(one) for one in (*places, *ordered)]
    labelled = [one.label(f"c{at}") for at, one in enumerate((*places, *ordered, *marks))]
    found = select(*labelled, _number(values, first).label("n"), func.max(base.c.prefecture).label("prefecture"))
    return found.select_from(source).group_by(func.grouping_sets(*sets))


def tables(fact: cubes.Fact, found: list[Any]) -> tuple[Counted, int | None]:
    """Put the rows of a counted county together; gives the prefecture that the county reports to as well."""
    names = _names(fact)
    width = len(LEVELS) + len(names)
    counted: Counted = {}
    prefecture = None
    for row in found:
        cells, marks = row[:width], row[width : 2 * width]
        at = next(at for at in range(len(LEVELS)) if marks[at] == 0)
        level = tuple(LEVELS)[at]
        chosen = [number for number in range(len(LEVELS), width) if marks[number] == 0]
        key = tuple(cells[number] for number in chosen)
        prefecture = row["prefecture"]
        if row["n"] and None not in key:
            table = tuple(names[number - len(LEVELS)] for number in chosen)
            counted.setdefault((level, cells[at]), {}).setdefault(table, {})[key] = row["n"]
    return counted, prefecture


def _names(fact: cubes.Fact) -> tuple[str, ...]:
    part = () if fact.part is None else (fact.part,)
    return (*(one.value for one in fact.dimensions), *part)


def _number(values: dict[str, ColumnElement[Any]], first: dict[str, ColumnElement[bool]]) -> ColumnElement[int]:
    """Count rows, of dimensions with many values that are not in the set the first value's alone."""
    cases = list(_cases(values, first))
    return case(*cases, else_=func.count()) if cases else func.count()


def _cases(
    values: dict[str, ColumnElement[Any]], first: dict[str, ColumnElement[bool]]
) -> Iterator[tuple[ColumnElement[bool], ColumnElement[int]]]:
    for absent in product((True, False), repeat=len(first)):
        left = [name for name, gone in zip(first, absent, strict=True) if gone]
        if left:
            is_set = and_(*(func.grouping(values[name]) == int(name in left) for name in first))
            yield is_set, func.count().filter(and_(*(first[name] for name in left)))
