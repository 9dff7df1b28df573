"""Statistics attacked through the API: whoever may count asks all they may, and solves what they are not shown.

The attacker knows what every number means: a table by a dimension makes up the one without it, places make up the wider
one, what is done in time and what is late make up what is due, who counts by the definition is among those who are
served. All of it becomes equations over the cells, with nobody below none.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from care.actions.catch_up import catch_up_all
from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics
from care.actions.import_ledger import ImportLedger, import_ledger
from care.actions.roll_up_statistics import roll_up_all
from care.actions.set_statistics_minimum import SetStatisticsMinimum, set_statistics_minimum
from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from care.statistics import counties
from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from records.codes import (
    ChildClass,
    DifficultyCategory,
    RiskLevel,
    Role,
    SchoolStatus,
    Sex,
)
from schema.execute import execute
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

LEAST = 5
PRIME = 2_147_483_647
# Villages of three counties of two prefectures, and how many children live in each.
VILLAGES = {
    350102001001: 26, 350102001002: 14, 350102001003: 2, 350102002001: 9, 350102002002: 7,
    350103001001: 12, 350103001002: 3, 350103001003: 8, 350203001001: 11, 350203001002: 8,
}  # fmt: skip
VALUES: dict[str, list[str]] = {
    "CLASS": [one.value for one in ChildClass],
    "RISK_LEVEL": [one.value for one in RiskLevel],
    "SEX": [one.value for one in Sex],
    "AGE_BAND": ["0-2", "3-5", "6-11", "12-14", "15-17", "18+"],
    "CATEGORY": [one.value for one in DifficultyCategory],
    "SCHOOL_STATUS": [*(one.value for one in SchoolStatus), "UNKNOWN"],
}
MANY = {"CLASS", "CATEGORY"}
OF_CHILD = ("CLASS", "RISK_LEVEL", "SEX", "AGE_BAND")
MEASURES = ("CHILDREN", "VISITS_DUE", "VISITS_ON_TIME", "CONTACTS_ON_TIME", "FILES_COMPLETE", "BENEFITS_ENTITLED",
            "BENEFITS_GRANTED", "DUTIES_OVERDUE")  # fmt: skip
PART_OF = {"VISITS_ON_TIME": "VISITS_DUE", "FILES_COMPLETE": "CHILDREN", "BENEFITS_GRANTED": "BENEFITS_ENTITLED"}
DEPTHS = (3, 3, 3, 2, 1)
# Who attacks, and by how many dimensions at once they ask here: the province has the tables of all. Whoever counts in a
# part of their places and reads as much of restricted reasons is told a part of it, and works out no more.
ROLES = {Role.TOWNSHIP: 3, Role.COUNTY_OFFICER: 3, Role.PROVINCE_OFFICER: 1}
# By which dimensions all measures, or children alone, are asked for.
TABLES = (
    (MEASURES, [(), *((one,) for one in OF_CHILD), *combinations(OF_CHILD, 2), ("CLASS", "RISK_LEVEL", "SEX")]),
    (MEASURES[:1], [("CATEGORY",), ("SCHOOL_STATUS",), ("CLASS", "CATEGORY"), ("SEX", "SCHOOL_STATUS"),
                    ("RISK_LEVEL", "SEX", "AGE_BAND")]),
)  # fmt: skip
ASK = "query($input: StatisticsInput!) { statistics(input: $input) { cells { keys measure value } } }"

# What is counted where: measure, basis, place, and the value of each dimension.
Cell = tuple[str, str, int, frozenset[tuple[str, str]]]


@dataclass
class Seen:
    """All that somebody was told: `known` has the numbers, `hidden` the cells that are suppressed."""

    known: dict[Cell, int] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    tables: set[tuple[str, str, int, tuple[str, ...]]] = field(default_factory=set)

    def learn(self, measure: str, basis: str, place: int, by: tuple[str, ...], cells: dict[Any, int | None]) -> None:
        """Note a table: what is not listed is nobody."""
        self.tables.add((measure, basis, place, by))
        for key in product(*(VALUES[one] for one in by)):
            cell = measure, basis, place, frozenset(zip(by, key, strict=True))
            value = cells.get(key, 0)
            if value is not None:
                assert self.known.setdefault(cell, value) == value
            else:
                self.hidden.add(cell)

    def equations(self) -> Iterator[dict[Any, int]]:
        """Give sums that are none: cells, parts that are late, and what is left beyond a part, each with its factor."""
        places = {place for _, _, place, _ in self.tables}
        for measure, basis, place, by in self.tables:
            kids = [kid for kid in places if parent(kid) == place and (measure, basis, kid, by) in self.tables]
            for key in product(*(VALUES[one] for one in by)):
                told = dict(zip(by, key, strict=True))
                cell = measure, basis, place, frozenset(told.items())
                if kids:
                    yield {cell: -1, **{(measure, basis, kid, frozenset(told.items())): 1 for kid in kids}}
                for name in by:
                    wider = measure, basis, place, frozenset({*told.items()} - {(name, told[name])})
                    if name in MANY:
                        yield {wider: -1, cell: 1, ("beside", (cell, name)): 1}
                    elif told[name] == VALUES[name][0]:
                        ones = [{*wider[3], (name, value)} for value in VALUES[name]]
                        yield {wider: -1, **{(measure, basis, place, frozenset(one)): 1 for one in ones}}
                if measure in PART_OF and (PART_OF[measure], basis, place, by) in self.tables:
                    yield {(PART_OF[measure], *cell[1:]): -1, cell: 1, ("rest", cell): 1}
                if basis == "STATISTICAL" and (measure, "SERVICE", place, by) in self.tables:
                    yield {(measure, "SERVICE", *cell[2:]): -1, cell: 1, ("beyond", cell): 1}


def parent(place: int) -> int | None:
    """Give the next wider place."""
    sizes = (10**10, 10**8, 10**6, 10**3, 1)
    level = next(level for level, size in enumerate(sizes) if place % size == 0)
    return place // sizes[level - 1] * sizes[level - 1] if level else None


class Solver:
    """Solves equations over unknown cells: exactly (elimination), and by bounds, since nobody counts below none."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.sums: list[tuple[dict[Any, int], int]] = []
        for one in seen.equations():
            given = sum(factor * seen.known[cell] for cell, factor in one.items() if cell in seen.known)
            unknown = {cell: factor for cell, factor in one.items() if cell not in seen.known}
            if unknown:
                self.sums.append((unknown, -given))
            else:
                assert given == 0, one

    def exact(self) -> set[Cell]:
        """Give the hidden cells that follow from sums without bounds: they are combinations of what is known."""
        rows: dict[Any, dict[Any, int]] = {}
        # A sum with a rest of its own tells nothing exactly.
        for unknown in sorted((one for one, _ in self.sums if not any(is_rest(cell) for cell in one)), key=len):
            row = reduced(unknown, rows)
            if row:
                first = next(iter(row))
                inverse = pow(row[first], -1, PRIME)
                rows[first] = {cell: factor * inverse % PRIME for cell, factor in row.items()}
        asked = {cell for row in rows.values() for cell in row}
        return {cell for cell in asked if not reduced({cell: 1}, rows)}

    def bounds(self) -> dict[Any, tuple[int, int]]:
        """Give what each unknown lies between, by following every sum until nothing changes."""
        low: dict[Any, int] = {}
        high: dict[Any, int] = {}
        of: dict[Any, list[int]] = {}
        for at, (unknown, _) in enumerate(self.sums):
            for cell in unknown:
                low[cell], high[cell] = 0, 10**4
                of.setdefault(cell, []).append(at)
        ripe, waiting = deque(range(len(self.sums))), set(range(len(self.sums)))
        for _ in range(8 * len(self.sums)):  # it creeps where sums go in circles
            if not ripe:
                break
            waiting.discard(at := ripe.popleft())
            unknown, total = self.sums[at]
            most = sum(factor * (high if factor > 0 else low)[cell] for cell, factor in unknown.items())
            fewest = sum(factor * (low if factor > 0 else high)[cell] for cell, factor in unknown.items())
            changed = False
            for cell, factor in unknown.items():
                own = (low[cell], high[cell]) if factor > 0 else (-high[cell], -low[cell])
                least, greatest = total - (most - own[1]), total - (fewest - own[0])
                if factor < 0:
                    least, greatest = -greatest, -least
                if least > low[cell] or greatest < high[cell]:
                    low[cell], high[cell] = max(low[cell], least), min(high[cell], greatest)
                    changed = True
            if changed:
                for other in {one for cell in unknown for one in of[cell]} - waiting:
                    waiting.add(other)
                    ripe.append(other)
        return {cell: (low[cell], high[cell]) for cell in low}


def is_rest(cell: Any) -> bool:
    return len(cell) == 2


def reduced(row: dict[Any, int], rows: dict[Any, dict[Any, int]]) -> dict[Any, int]:
    """Take out of a row all that others begin with."""
    left = dict(row)
    while (first := next((cell for cell in left if cell in rows), None)) is not None:
        left = without(left, first, rows[first])
    return left


def without(row: dict[Any, int], cell: Any, by: dict[Any, int]) -> dict[Any, int]:
    """Take a cell out of a row by a row that begins with it."""
    factor = row.get(cell)
    if not factor:
        return row
    left = dict(row)
    for other, its in by.items():
        value = (left.get(other, 0) - factor * its) % PRIME
        if value:
            left[other] = value
        else:
            left.pop(other, None)
    return left


@dataclass
class Attacker:
    """Somebody who may count, and asks all that may be asked."""

    here: Scene
    who: Caller
    seen: Seen = field(default_factory=Seen)

    def is_told_all_of(self, other: Caller) -> bool:
        """Tell whether somebody else counts in a part of the places, with restricted reasons if this one does."""
        return self.who.areas[0] in around(other.areas[0]) and special(self.who) == special(other)

    async def ask_all(self, deep: int = 3, **given: Any) -> None:
        """Ask each place in reach by every combination, directly or through the places one level down of another."""
        (top,) = self.who.areas
        for place in (one for one in PLACES if top in around(one)):
            level = level_of(place)
            through = {"division": str(place)} if level < 3 or place == top else {"division": str(parent(place))}
            beside = () if level < 3 or place == top else ("DIVISION",)
            for measures, by in ((measures, by) for measures, tables in TABLES for by in tables):
                if len(by) <= min(deep, DEPTHS[level], 3 - len(beside)):
                    for basis in ("SERVICE", "STATISTICAL"):
                        asked = {"measures": measures, "by": [*beside, *by], "basis": basis, **through, **given}
                        self.note(await self.ask(asked), basis, place, by, measures, [*beside, *by])

    async def ask(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        tenant = await self.here.house.tenant("fujian")
        answer = await execute(self.here.house, tenant, self.who, ASK, variables={"input": given})
        assert "errors" not in answer, (given, answer)
        cells: list[dict[str, Any]] = answer["data"]["statistics"]["cells"]
        return cells

    def note(
        self, cells: list[Any], basis: str, place: int, by: tuple[str, ...], measures: Any, asked: list[str]
    ) -> None:
        for measure in measures:
            told = {}
            for one in cells:
                keys = dict(zip(asked, one["keys"], strict=True))
                if one["measure"] == measure and keys.get("DIVISION", str(place)) == str(place):
                    told[tuple(keys[name] for name in by)] = one["value"]
            self.seen.learn(measure, basis, place, by, told)


def counts(who: Caller) -> bool:
    return who.permit.row("statistics") is RowKind.AREA


def special(who: Caller) -> bool:
    return who.permit.sight("statistics", FieldClass.SPECIAL) is Sight.SHOW


def level_of(place: int) -> int:
    return next(level for level, size in enumerate((10**10, 10**8, 10**6, 10**3, 1)) if place % size == 0)


def around(place: int | None) -> Iterator[int]:
    while place is not None:
        yield place
        place = parent(place)


PLACES = sorted({place for village in VILLAGES for place in around(village)}, key=lambda one: (level_of(one), one))


def check(seen: Seen) -> None:
    """Nothing that is shown is small, and nothing hidden is worked out, nor known to be small for all its bounds."""
    assert [cell for cell, value in seen.known.items() if 0 < value < LEAST] == []
    hidden = seen.hidden - seen.known.keys()
    assert hidden
    solver = Solver(seen)
    assert sorted(solver.exact() & hidden, key=str) == []
    bounds = solver.bounds()
    # Where a wider number is shown to be none, all within it are none, whoever hides them.
    assert {cell: bounds[cell] for cell in hidden & bounds.keys() if 0 < bounds[cell][1] < LEAST} == {}


def test_the_judge_is_strict() -> None:
    """Hide one place alone, or two whose sum is small: the first is worked out, the second known to be small."""
    village = 350102001001
    for other, exact, low in ((9, True, True), (None, False, True)):
        seen = Seen()
        seen.learn("CHILDREN", "SERVICE", village // 1000 * 1000, (), {(): 12 if other else 3})
        seen.learn("CHILDREN", "SERVICE", village, (), {(): None})
        seen.learn("CHILDREN", "SERVICE", village + 1, (), {(): other})
        solver, cell = Solver(seen), ("CHILDREN", "SERVICE", village, frozenset[tuple[str, str]]())
        assert (cell in solver.exact()) is exact
        assert (solver.bounds()[cell][1] < LEAST) is low


async def test_no_role_works_out_what_is_hidden(scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = scene("fujian")
    here.at("2026-11-22")
    monkeypatch.setattr(counties, "FIRST", 2)  # months that are counted at first: the rest is empty here
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    admin, today = here.caller(Role.TENANT_ADMIN), here.house.clock().date()
    rows = [
        row
        for number, (village, count) in enumerate(VILLAGES.items())
        for row in generate(count, seed=number, villages=[village], today=today)
    ]
    write_ledger(tmp_path / "in.xlsx", rows, name="福建省", year=2026)
    await import_ledger(here.house, tenant, admin, ImportLedger(tmp_path / "in.xlsx", tmp_path / "errors.xlsx"))
    await catch_up_all(here.house, tenant)
    await roll_up_all(here.house, tenant)
    attackers = {role: Attacker(here, here.caller(role)) for role in ROLES}
    everybody = [here.caller(role) for role in Role if role is not Role.PLATFORM_OPERATOR]
    for who in filter(counts, everybody):
        assert any(one.is_told_all_of(who) for one in attackers.values()), who.role
    for role, attacker in attackers.items():
        await attacker.ask_all(ROLES[role])
        check(attacker.seen)
    # Beside a release, under a raised minimum: what one shows does not tell what the other hides.
    async with here.house.work(tenant, scope=admin.scope, subject=admin.subject) as work:
        await freeze_statistics(work, admin, FreezeStatistics("2026-11"))
        await set_statistics_minimum(work, admin, SetStatisticsMinimum(10))
    await roll_up_all(here.house, tenant)
    attacker = Attacker(here, here.caller(Role.CHILD_SUPERVISOR))
    await attacker.ask_all()
    await attacker.ask_all(release="1")
    check(attacker.seen)
