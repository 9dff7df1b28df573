"""The shipped rows: all provinces, prefectures and counties, and townships and villages of the onboarded provinces."""

import bz2
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from care.divisions import packed
from care.divisions.digits import WIDER
from care.divisions.overrides import DATA, OVERRIDES, Validity
from care.divisions.scope import ranges
from care.divisions.sources import STATISTICAL
from records.codes import AdminLevel

FILE = DATA / "divisions.txt.bz2"


class Division(NamedTuple):
    """One place, with the columns of `platform.divisions` in their order.

    `valid_to` is the first day the place no longer exists; None = not known, so not a ground to refuse anything.
    """

    code: int
    name: str
    level: AdminLevel
    parent: int | None
    reports_to: int | None
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool

    @property
    def statistical(self) -> bool:
        """Tell whether only statistics know the place: a development zone, or a group standing for a prefecture."""
        return self.source in STATISTICAL


def divisions() -> Iterator[Division]:
    """Read every shipped row with the overrides applied, in the order of the codes; parents come first."""
    unknown = Validity(None, None)
    dated, zones = OVERRIDES.dated, OVERRIDES.zones
    for code, level, name, source in packed.unpack(bz2.decompress(FILE.read_bytes()).decode()):
        wider = WIDER.get(level)
        parent = code // wider * wider if wider else None
        since, until = dated.get(code, unknown)
        row = Division(code, name, level, parent, parent, since, until, source, verified=True)
        zone = zones.get(code)
        yield row._replace(name=zone.name, level=zone.level, reports_to=zone.reports_to) if zone else row


def in_force(division: Division, on: date) -> bool:
    """Tell whether the place is not known to be missing on that day."""
    begun = division.valid_from is None or division.valid_from <= on
    return begun and (division.valid_to is None or on < division.valid_to)


def find(code: int) -> Division | None:
    """Give the shipped row of a code, None when no list knows it."""
    return _table().rows.get(code)


def children(code: int) -> tuple[Division, ...]:
    """Give the rows whose parent is the code, in the order of the codes; the provinces for 0."""
    return _table().children.get(code, ())


def within(area: int) -> Iterator[Division]:
    """Give the area's own row and every row that lies in or reports to it, in the order of the codes."""
    table = _table()
    for first, end in ranges([area]):
        for code in table.codes[bisect_left(table.codes, first) : bisect_left(table.codes, end)]:
            yield table.rows[code]


@dataclass(frozen=True, slots=True)
class _Table:
    rows: dict[int, Division]
    codes: list[int]
    children: dict[int, tuple[Division, ...]]


@cache
def _table() -> _Table:
    rows = {division.code: division for division in divisions()}
    below: dict[int, list[Division]] = {}
    for division in rows.values():
        below.setdefault(division.parent or 0, []).append(division)
    return _Table(rows, list(rows), {code: tuple(found) for code, found in below.items()})
