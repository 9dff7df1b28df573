"""Who a place reports to: the tree as it works, which the digits alone do not tell.

Pure and cheap: needs the overrides, not the rows. A code that no list knows is placed by its digits.
"""

from collections.abc import Iterator, Mapping

from care.divisions.digits import around, level_by_digits, parent_by_digits
from care.divisions.overrides import ZONES, Zone
from records.codes import AdminLevel


def level_of(code: int, zones: Mapping[int, Zone] = ZONES) -> AdminLevel:
    """Tell the level of a place; raises ValueError for a number that is no division code."""
    zone = zones.get(code)
    return level_by_digits(code) if zone is None else zone.level


def reports_to(code: int, zones: Mapping[int, Zone] = ZONES) -> int | None:
    """Give the place that a place reports to, None for a province."""
    zone = zones.get(code)
    return parent_by_digits(code) if zone is None else zone.reports_to


def chain(code: int, zones: Mapping[int, Zone] = ZONES) -> Iterator[int]:
    """Give the place itself and every place above it in the order of reporting, the province last."""
    at: int | None = code
    while at is not None:
        yield at
        at = reports_to(at, zones)


def prefecture_of(code: int, zones: Mapping[int, Zone] = ZONES) -> int | None:
    """Give the value of the level column `prefecture`: the place below the province that the code reports to.

    A county that reports to the province is its own prefecture (Pingtan). None for a province.
    """
    if level_by_digits(code) is AdminLevel.PROVINCE:
        return None
    zone = zones.get(around(code, AdminLevel.COUNTY))
    if zone is None:
        return around(code, AdminLevel.PREFECTURE)
    return zone.code if level_by_digits(zone.reports_to) is AdminLevel.PROVINCE else zone.reports_to
