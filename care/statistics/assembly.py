"""A cube of a whole tenant from the counts of its counties, and the rows that readers see of it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import orjson

from care.divisions.digits import SIZES
from care.statistics import cubes
from care.statistics.counting import Counted
from care.statistics.suppression import Cube, Hidden, Key, Names, Node, shown
from records.codes import AdminLevel, Dimension, StatisticsBasis

BAR = "|"
# A place of a level whose code belongs to a wider one: what is kept of the wider place itself, and of no narrower one.
_WIDER = {
    cubes.PREFECTURE: SIZES[AdminLevel.PROVINCE],
    cubes.COUNTY: SIZES[AdminLevel.PREFECTURE],
    cubes.TOWNSHIP: SIZES[AdminLevel.COUNTY],
    cubes.VILLAGE: SIZES[AdminLevel.TOWNSHIP],
}
Beside = Mapping[Node, Mapping[Names, Mapping[Key, int]]]
_PART_OF = {cubes.VILLAGE: (cubes.TOWNSHIP, 1_000), cubes.TOWNSHIP: (cubes.COUNTY, 1_000_000)}


def packed(counted: Counted) -> str:
    """Write the counts of a county as JSON text."""
    return orjson.dumps(
        {
            f"{level}:{code}": {
                BAR.join(names): {BAR.join(key): value for key, value in cells.items()}
                for names, cells in tables.items()
            }
            for (level, code), tables in counted.items()
        }
    ).decode()


def unpacked(text: str) -> Counted:
    """Read the counts of a county."""
    found: Counted = {}
    for place, tables in orjson.loads(text).items():
        level, _, code = place.partition(":")
        found[int(level), int(code)] = {
            _split(names): {_split(key): value for key, value in cells.items()} for names, cells in tables.items()
        }
    return found


@cache
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(BAR)) if text else ()


def whole(
    fact: cubes.Fact,
    basis: StatisticsBasis,
    province: int,
    counties: Mapping[int, tuple[int, Counted]],
    beside: Beside | None = None,
) -> Cube:
    """Put the counts of all counties (code: prefecture and counts) together, with their prefectures and the province.

    `beside` are the tables of those of whom these are a part.
    """
    tables: Counted = {}
    parents: dict[Node, Node | None] = {}
    for code, (prefecture, counted) in counties.items():
        tables.update(counted)
        for level, place in counted:
            wider = _PART_OF.get(level)
            if wider is not None:
                parents[level, place] = wider[0], place // wider[1] * wider[1]
        above: tuple[Node, ...] = ((cubes.PREFECTURE, prefecture), (cubes.PROVINCE, province))
        parents[cubes.COUNTY, code] = above[0]
        parents[above[0]] = above[1]
        parents[above[1]] = None
        for node in above:
            _add(tables.setdefault(node, {}), counted.get((cubes.COUNTY, code), {}))
    every = {level: tuple(fact.tables(level)) for level in cubes.DEPTH}
    for (level, _), its in tables.items():
        for names in every[level]:
            its.setdefault(names, {})
    closed = frozenset((level, code) for level, code in tables if level in _WIDER and code % _WIDER[level] == 0)
    # By definition everybody is of a class: then the classes are as many as all, or more, and one alone is not hidden.
    many = cubes.MANY if basis is StatisticsBasis.SERVICE else cubes.MANY - {Dimension.CLASS}
    return Cube(fact.values, many, tables, parents, closed, beside or {})


def _add(total: dict[Names, dict[Key, int]], more: Mapping[Names, Mapping[Key, int]]) -> None:
    for names, cells in more.items():
        into = total.setdefault(names, {})
        for key, value in cells.items():
            into[key] = into.get(key, 0) + value


def rows(cube: Cube, found: Hidden) -> Iterator[dict[str, Any]]:
    """Give a row for each table of a place that has any cells, as readers see it: as JSON, null where hidden."""
    nothing: dict[Names, str] = {}  # places that are hidden altogether look alike
    for node, tables in cube.tables.items():
        if node in cube.closed:
            continue
        parent = cube.parents[node]
        whole = found.whole(node)
        for names in tables:
            text = nothing.get(names) if whole else None
            if text is None and (cells := shown(cube, node, names, found)):
                text = orjson.dumps({BAR.join(key): value for key, value in cells.items()}).decode()
                if whole:
                    nothing[names] = text
            if text is not None:
                yield {
                    "level": node[0],
                    "division": node[1],
                    "parent": node[1] if parent is None else parent[1],
                    "names": BAR.join(names),
                    "shown": text,
                }


def names_of(dimensions: Iterable[str]) -> str:
    """Write the names of a table as its rows are known by."""
    return BAR.join(dimensions)
