"""Counting villages: one statement passes over the rows of a fact, and what is wider is added up from what it gives."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import Select, func, select

from care.divisions.digits import SIZES
from care.statistics import cubes
from care.statistics.rows import DEFINED, Asked, rows
from care.statistics.suppression import Key, Names, Node
from records.codes import AdminLevel, Dimension, StatisticsBasis

BETWEEN, AND = "|", ","
Counted = dict[Node, dict[Names, dict[Key, int]]]
# How many rows of a village are alike: the value of each dimension and the part, joined by a bar; several values of
# one, in their order, by a comma.
Cells = dict[str, int]
# The cells of each village, by basis and month.
Villages = dict[tuple[StatisticsBasis, date], dict[int, Cells]]


def counting(fact: cubes.Fact, asked: Asked) -> Select[Any]:
    """Write the statement that counts villages on both bases in all months: a row for all rows that are alike."""
    found = rows(fact, asked).subquery("counted")
    return select(*found.c, func.count().label("n")).group_by(*found.c)


def villages(fact: cubes.Fact, found: list[Any]) -> Villages:
    """Put the rows of counted villages together."""
    counted: Villages = {}
    for row in found:
        for basis in StatisticsBasis:
            values = _values(fact, basis, row)
            if values is not None:
                cells = counted.setdefault((basis, row["month"]), {}).setdefault(row["village"], {})
                key = BETWEEN.join(values)
                cells[key] = cells.get(key, 0) + row["n"]
    return counted


def _values(fact: cubes.Fact, basis: StatisticsBasis, row: Any) -> list[str] | None:
    """Give the value of each dimension and the part, or None where a row does not count on a basis."""
    by_definition = fact.of_child and basis is StatisticsBasis.STATISTICAL
    if by_definition and row[DEFINED] is None:
        return None
    found = []
    for name in fact.names:
        value = row[DEFINED if by_definition and name == Dimension.CLASS else name]
        found.append(AND.join(sorted(value or ())) if name in cubes.MANY else value or "")
    return found


def tabulated(fact: cubes.Fact, cells: Mapping[int, Cells]) -> Counted:
    """Add the cells of villages up to the tables of each of them, of their townships and of their counties."""
    at = {name: place for place, name in enumerate(fact.names)}
    every = {level: [(names, [at[name] for name in names]) for names in fact.tables(level)] for level in cubes.DEPTH}
    counted: Counted = {}
    for (level, place), alike in _places(cells):
        split = [([one.split(AND) if one else () for one in key.split(BETWEEN)], n) for key, n in alike.items()]
        tables: dict[Names, dict[Key, int]] = {}
        for names, chosen in every[level]:
            if table := _table(split, chosen):
                tables[names] = table
        counted[level, place] = tables
    return counted


def _table(split: Sequence[tuple[Sequence[Sequence[str]], int]], chosen: Sequence[int]) -> dict[Key, int]:
    table: dict[Key, int] = {}
    if len(chosen) == 1:  # most tables are those of villages, and these are most of them
        (one,) = chosen
        single: dict[str, int] = {}
        for values, n in split:
            for value in values[one]:
                single[value] = single.get(value, 0) + n
        return {(value,): n for value, n in single.items()}
    for values, n in split:
        for key in product(*[values[one] for one in chosen]):
            table[key] = table.get(key, 0) + n
    return table


def _places(cells: Mapping[int, Cells]) -> Iterator[tuple[Node, Cells]]:
    here: dict[int, Cells] = dict(cells)
    for level, wider in (
        (cubes.VILLAGE, AdminLevel.TOWNSHIP),
        (cubes.TOWNSHIP, AdminLevel.COUNTY),
        (cubes.COUNTY, None),
    ):
        above: dict[int, Counter[str]] = {}
        for place, alike in here.items():
            yield (level, place), alike
            if wider is not None:
                above.setdefault(place // SIZES[wider] * SIZES[wider], Counter()).update(alike)
        here = dict(above)
