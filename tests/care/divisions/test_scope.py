from bisect import bisect_left
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.divisions.overrides import Zone
from care.divisions.scope import LevelColumn, column, covers, multirange, ranges
from care.divisions.table import divisions
from care.divisions.tree import prefecture_of
from records.codes import AdminLevel


@cache
def villages() -> list[int]:
    return [row.code for row in divisions() if row.level is AdminLevel.VILLAGE]


@cache
def reporting() -> dict[int, set[int]]:
    """Say which villages report to each area, by walking the rows' own reports_to upwards."""
    above = {row.code: row.reports_to for row in divisions()}
    found: dict[int, set[int]] = {code: set() for code in above}
    for village in villages():
        at: int | None = village
        while at is not None:
            found[at].add(village)
            at = above[at]
    return found


def covered(areas: list[int]) -> list[int]:
    found: list[int] = []
    for first, end in ranges(areas):
        found += villages()[bisect_left(villages(), first) : bisect_left(villages(), end)]
    return found


@cache
def areas_by_level() -> list[list[int]]:
    onboarded = {140000000000, 220000000000, 350000000000, 530000000000}
    by_level: dict[AdminLevel, list[int]] = {}
    for row in divisions():
        if row.code // 10**10 * 10**10 in onboarded:
            by_level.setdefault(row.level, []).append(row.code)
    return list(by_level.values())


# Each level as likely as the other, so that Pingtan and the prefectures are met often.
AREAS = st.deferred(lambda: st.one_of([st.sampled_from(codes) for codes in areas_by_level()]))
VILLAGES = st.deferred(lambda: st.sampled_from(villages()))


@settings(deadline=None)
@given(AREAS)
def test_an_area_covers_exactly_the_villages_that_report_to_it(area: int) -> None:
    assert covered([area]) == sorted(reporting()[area])


@settings(deadline=None)
@given(st.lists(AREAS, max_size=6))
def test_several_areas_cover_the_villages_of_each_once(areas: list[int]) -> None:
    assert covered(areas) == sorted(set().union(*(reporting()[area] for area in areas)))


@settings(deadline=None)
@given(st.lists(AREAS, max_size=6))
def test_ranges_are_ordered_and_never_touch(areas: list[int]) -> None:
    found = ranges(areas)
    assert all(first < end for first, end in found)
    assert all(end < first for (_, end), (first, _) in pairwise(found))


@settings(deadline=None)
@given(st.lists(AREAS, max_size=4), VILLAGES)
def test_covers_a_village_when_it_reports_to_one_of_the_areas(areas: list[int], village: int) -> None:
    assert covers(areas, village) == any(village in reporting()[area] for area in areas)


@settings(deadline=None)
@given(AREAS)
def test_every_area_covers_itself(area: int) -> None:
    assert covers([area], area)


@settings(deadline=None)
@given(AREAS, VILLAGES)
def test_the_level_column_holds_the_areas_code_on_exactly_its_villages(area: int, village: int) -> None:
    near = min(reporting()[area], default=village)  # a random village seldom lies in a random area
    for code in (village, near):
        columns: dict[LevelColumn | None, int | None] = {
            None: code // 10**10 * 10**10,
            "prefecture": prefecture_of(code),
            "county": code // 10**6 * 10**6,
            "township": code // 10**3 * 10**3,
            "division": code,
        }
        assert (columns[column(area)] == area) == (code in reporting()[area])


@pytest.mark.parametrize(
    ("areas", "text"),
    [
        ([], "{}"),
        ([350000000000], "{[350000000000,360000000000)}"),
        ([350100000000], "{[350100000000,350128000000),[350129000000,350200000000)}"),
        ([350128000000], "{[350128000000,350129000000)}"),
        ([350102000000], "{[350102000000,350103000000)}"),
        ([350102001000], "{[350102001000,350102002000)}"),
        ([350102001012], "{[350102001012,350102001013)}"),
        ([350128000000, 350100000000], "{[350100000000,350200000000)}"),
        ([350103000000, 350102000000], "{[350102000000,350104000000)}"),
        ([350102000000, 350102001000, 350102000000], "{[350102000000,350103000000)}"),
        ([350200000000, 350102000000], "{[350102000000,350103000000),[350200000000,350300000000)}"),
    ],
)
def test_writes_the_multirange_as_postgres_prints_it(areas: list[int], text: str) -> None:
    assert multirange(areas) == text


@pytest.mark.parametrize(
    ("area", "name"),
    [
        (350000000000, None),
        (350100000000, "prefecture"),
        (350128000000, "prefecture"),
        (350102000000, "county"),
        (350102001000, "township"),
        (350102001012, "division"),
    ],
)
def test_names_the_column_an_area_filters_on(area: int, name: LevelColumn | None) -> None:
    assert column(area) == name


def test_a_county_lent_to_another_prefecture_is_covered_there_alone() -> None:
    lent = {350181000000: Zone(350181000000, "县", AdminLevel.COUNTY, 350300000000, "synthetic")}
    assert multirange([350100000000], lent) == "{[350100000000,350181000000),[350182000000,350200000000)}"
    assert multirange([350300000000], lent) == "{[350181000000,350182000000),[350300000000,350400000000)}"
    assert multirange([350100000000, 350300000000], lent) == "{[350100000000,350200000000),[350300000000,350400000000)}"


def test_refuses_a_number_that_is_no_division_code() -> None:
    with pytest.raises(ValueError, match="not a division code"):
        multirange([350102])
