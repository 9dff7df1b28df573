"""Numbers, and files that leave: the judge counts row by row; small numbers are told to nobody."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from hypothesis import strategies as st

from care.actions.export_ledger import ExportLedger, export_ledger
from care.actions.roll_up_statistics import roll_up_all
from policies.refusal import ErrorCode, Refused
from records.codes import Role
from tenants.house import House
from tests.access import oracle
from tests.access.asking import AREAS, CASES, SEED, SUBJECTS, VILLAGES, Answers, askers, drawn
from tests.access.oracle import REFUSED, Asker, World
from tests.access.world import peopled
from tests.support.ledgers import read_book

SUMS = "query($input: StatisticsInput!) { statistics(input: $input) { cells { keys value } } }"
OF_CHILD = ["CLASS", "RISK_LEVEL", "SEX", "AGE_BAND"]
DIMENSIONS = {
    "CHILDREN": [*OF_CHILD, "CATEGORY"],
    "NEEDS_OPEN": OF_CHILD,
    "VISITS_DUE": OF_CHILD,
    "DUTIES_OVERDUE": OF_CHILD,
    "TRAINEES": ["POST"],
    "REPORTS": ["CIRCUMSTANCE"],
}
SIZES = (10**10, 10**8, 10**6, 10**3, 1)
LEAST = 5


@dataclass(frozen=True)
class Sum:
    """One question for numbers: a measure of a place, or of the places below it, by dimensions, on a basis."""

    asker: Asker
    measure: str
    place: int
    below: bool
    dimensions: tuple[str, ...]
    basis: str

    @property
    def level(self) -> int:
        """Give the level of the place, the province's first."""
        return next(level for level, size in enumerate(SIZES) if self.place % size == 0)

    @property
    def by(self) -> list[str]:
        """Give the dimensions, as many as places of this size are broken down by."""
        return list(self.dimensions[: (2, 2, 2, 2, 1)[self.level + self.goes_down]])

    @property
    def goes_down(self) -> bool:
        """Tell whether it asks for the places below: there are none below a village."""
        return self.below and self.level < len(SIZES) - 1

    @property
    def places(self) -> list[int]:
        """Give the places whose numbers are told."""
        if not self.goes_down:
            return [self.place]
        size = SIZES[self.level + 1]
        return sorted({village // size * size for village in VILLAGES if oracle.inside(village, self.place)})


def sums(measure: str) -> st.SearchStrategy[Sum]:
    """Draw questions for a measure: every second of somebody who counts everywhere, with restricted reasons or not."""
    counting = st.sampled_from([Role.COUNTY_OFFICER.value, Role.PROVINCE_OFFICER.value])
    counts = st.builds(Asker, st.just("fujian"), counting, st.just((350000000000,)), st.sampled_from(SUBJECTS))
    return st.builds(
        Sum,
        asker=st.one_of(counts, askers(st.just("fujian"))),
        measure=st.just(measure),
        place=st.sampled_from(AREAS),
        below=st.booleans(),
        dimensions=st.lists(st.sampled_from(DIMENSIONS[measure]), max_size=2, unique=True).map(tuple),
        basis=st.sampled_from(["SERVICE", "STATISTICAL"]),
    )


def exact(world: World, case: Sum) -> dict[tuple[str, ...], int] | str:
    """Give the numbers as the judge counts them, by the keys that they are told under; refused where the place is."""
    layers = {"fujian"} if case.basis == "STATISTICAL" else set()
    found: dict[tuple[str, ...], int] = {}
    for place in (case.place, *case.places):
        counted = oracle.counts(world, case.asker, case.measure, place, case.by, layers)
        if isinstance(counted, str):
            return REFUSED
        if place in case.places:
            found |= {(*([str(place)] if case.goes_down else []), *key): number for key, number in counted.items()}
    return found


async def test_numbers_are_what_the_judge_counts_or_are_not_told(
    house: House, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    world = await peopled(house, owner, tmp_path, 160)
    tenant = await house.tenant("fujian")
    assert tenant is not None
    await roll_up_all(house, tenant)
    whole = 0
    for case in drawn(st.sampled_from(list(DIMENSIONS)).flatmap(sums), CASES):
        by = [*(["DIVISION"] if case.goes_down else []), *case.by]
        asked = {"measures": [case.measure], "by": by, "division": str(case.place), "basis": case.basis}
        answer, expected = await Answers(house, case.asker).ask(SUMS, input=asked), exact(world, case)
        if answer == REFUSED or isinstance(expected, str):
            assert answer == expected, (SEED, case)
            continue
        told: dict[Any, int | None] = {tuple(one["keys"]): one["value"] for one in answer["cells"]}
        hidden = {key for key, value in told.items() if value is None}
        assert expected.keys() <= told.keys(), (SEED, case)
        assert {key for key, number in expected.items() if number < LEAST} <= hidden, (SEED, case)
        shown = {key: value for key, value in told.items() if value}
        assert shown == {key: number for key, number in expected.items() if key not in hidden}, (SEED, case)
        whole += len(shown)
    assert whole > CASES / 10  # small places have small numbers


async def test_a_file_that_leaves_has_the_rows_that_the_judge_lets_out(
    house: House, world: World, tmp_path: Path
) -> None:
    tenant = await house.tenant("fujian")
    assert tenant is not None
    left = 0
    for asker in (Asker("fujian", role.value, (area,), "one@fujian") for role in Role for area in AREAS[::3]):
        expected, command = oracle.exported(world, asker), ExportLedger(tmp_path / "out.xlsx", reason="核对", year=2026)
        caller, code = Answers(house, asker).caller, None
        number = 0
        try:
            number = await export_ledger(house, tenant, caller, command)
        except Refused as refused:
            code = refused.refusals[0].code
        assert (code is ErrorCode.FORBIDDEN) is (expected == REFUSED), asker
        if not isinstance(expected, str):
            rows = [reading.row for reading in read_book(command.path)] if number else []
            assert sorted(row.child.name for row in rows if row) == sorted(row["name"] for row in expected), asker
            left += number
    assert left
