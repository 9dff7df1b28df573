"""Which codes an area covers: the multirange that row-level security compares, and the column that lists filter on."""

from collections.abc import Iterable, Mapping
from typing import Literal

from care.divisions.digits import SIZES, level_by_digits, span
from care.divisions.overrides import ZONES, Zone
from care.divisions.tree import level_of
from records.codes import AdminLevel

LevelColumn = Literal["prefecture", "county", "township", "division"]

_COLUMNS: dict[AdminLevel, LevelColumn | None] = {
    AdminLevel.PROVINCE: None,
    AdminLevel.PREFECTURE: "prefecture",
    AdminLevel.SPECIAL_ZONE: "prefecture",
    AdminLevel.COUNTY: "county",
    AdminLevel.TOWNSHIP: "township",
    AdminLevel.VILLAGE: "division",
}


def ranges(areas: Iterable[int], zones: Mapping[int, Zone] = ZONES) -> tuple[tuple[int, int], ...]:
    """Give the codes that lie in or report to any of the areas, as ordered, separate ranges [first, first outside).

    Raises ValueError for a number that is no division code.
    """
    return _joined(piece for area in areas for piece in _pieces(area, zones))


def multirange(areas: Iterable[int], zones: Mapping[int, Zone] = ZONES) -> str:
    """Write the areas' codes as Postgres prints an int8multirange: `{[350102000000,350103000000)}`, `{}` for none."""
    return "{" + ",".join(f"[{first},{end})" for first, end in ranges(areas, zones)) + "}"


def covers(areas: Iterable[int], code: int, zones: Mapping[int, Zone] = ZONES) -> bool:
    """Tell whether a place lies in or reports to one of the areas, or is one of them."""
    return any(first <= code < end for first, end in ranges(areas, zones))


def column(area: int, zones: Mapping[int, Zone] = ZONES) -> LevelColumn | None:
    """Name the column that equals the area's code on all its rows; None for a province, where every row counts."""
    return _COLUMNS[level_of(area, zones)]


def _pieces(area: int, zones: Mapping[int, Zone]) -> Iterable[tuple[int, int]]:
    at, end = span(area)
    if level_by_digits(area) is not AdminLevel.PREFECTURE:
        yield at, end  # a zone stays in its province, and nothing below a county reports elsewhere
        return
    county = SIZES[AdminLevel.COUNTY]
    for code, zone in sorted(zones.items()):
        inside, reports = area <= code < end, zone.reports_to == area
        if inside and not reports:
            yield at, code
            at = code + county
        elif reports and not inside:
            yield code, code + county
    yield at, end


def _joined(pieces: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for first, end in sorted(pieces):
        if first == end:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((first, end))
    return tuple(joined)
