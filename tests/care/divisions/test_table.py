import csv
from collections import Counter
from datetime import date
from pathlib import Path

from care.divisions.overrides import OVERRIDES
from care.divisions.sources import Source
from care.divisions.table import children, divisions, find, in_force, within
from records.codes import AdminLevel

COUNTS = Path(__file__).with_name("counts.csv")


def test_counts_per_province_and_level_are_the_committed_ones() -> None:
    found: dict[int, Counter[str]] = {}
    for row in divisions():
        kind = f"{row.level}_STATISTICAL" if row.statistical else str(row.level)
        found.setdefault(row.code // 10**10, Counter())[kind] += 1
    with COUNTS.open(encoding="utf-8", newline="") as file:
        expected = {int(line.pop("code")): line for line in csv.DictReader(file)}
    assert found.keys() == expected.keys()
    for province, line in expected.items():
        place = find(province * 10**10)
        assert place is not None
        assert place.name == line.pop("name")
        assert {kind: found[province][kind] for kind in line} == {kind: int(count) for kind, count in line.items()}


def test_the_legal_places_are_as_many_as_the_ministry_counts() -> None:
    legal = Counter(row.level for row in divisions() if row.source == Source.MCA_2025_01)
    assert legal[AdminLevel.PROVINCE] == 31
    assert legal[AdminLevel.PREFECTURE] == 333
    assert legal[AdminLevel.COUNTY] + legal[AdminLevel.SPECIAL_ZONE] == 2846


def test_codes_rise_and_parents_come_first() -> None:
    seen: set[int | None] = {None}
    before = 0
    for row in divisions():
        assert row.code > before
        assert {row.parent, row.reports_to} <= seen
        assert (row.level is AdminLevel.PROVINCE) == (row.parent is None) == (row.reports_to is None)
        seen.add(row.code)
        before = row.code


def test_every_row_is_verified_named_and_has_a_known_source() -> None:
    sources = {str(source) for source in Source}
    for row in divisions():
        assert row.verified
        assert row.name == "".join(row.name.split()) != ""
        assert row.source in sources


def test_pingtan_lies_in_fuzhou_and_reports_to_fujian() -> None:
    pingtan = find(350128000000)
    assert pingtan is not None
    assert (pingtan.name, pingtan.level) == ("平潭综合实验区", AdminLevel.SPECIAL_ZONE)
    assert (pingtan.parent, pingtan.reports_to) == (350100000000, 350000000000)
    others = [row for row in divisions() if row.parent != row.reports_to]
    assert others == [pingtan]


def test_villages_of_development_zones_are_kept_under_a_marked_county() -> None:
    zone = find(220172000000)
    assert zone is not None
    assert zone.statistical
    assert zone.level is AdminLevel.COUNTY
    assert zone.reports_to == 220100000000
    assert sum(row.level is AdminLevel.VILLAGE for row in within(220172000000)) > 0


def test_a_county_of_which_statistics_list_nothing_has_no_place_holder_below() -> None:
    assert [row.name for row in within(350527000000)] == ["金门县"]


def test_shangri_la_is_there() -> None:
    city = find(533401000000)
    assert city is not None
    assert (city.name, city.parent) == ("香格里拉市", 533400000000)


def test_a_first_day_is_stated_only_where_an_announcement_tells_it() -> None:
    dated = {row.code: (row.valid_from, row.valid_to) for row in divisions() if row.valid_from or row.valid_to}
    assert dated == dict(OVERRIDES.dated)
    assert dated[653228000000] == (date(2024, 12, 27), None)


def test_a_place_is_in_force_from_its_first_day_until_the_day_it_ends() -> None:
    new, old = find(653228000000), find(350102000000)
    assert new is not None
    assert old is not None
    assert not in_force(new, date(2024, 12, 26))
    assert in_force(new, date(2024, 12, 27))
    assert in_force(old, date(1990, 1, 1))
    ended = old._replace(valid_to=date(2026, 7, 1))
    assert in_force(ended, date(2026, 6, 30))
    assert not in_force(ended, date(2026, 7, 1))


def test_children_are_the_rows_right_below_by_the_digits() -> None:
    assert len(children(0)) == 34
    assert 350128000000 in {row.code for row in children(350100000000)}
    assert {row.level for row in children(350102001000)} == {AdminLevel.VILLAGE}
    assert children(350102001001) == ()
    assert find(350199000000) is None


def test_within_leaves_out_what_lies_inside_but_reports_elsewhere() -> None:
    fuzhou = {row.code for row in within(350100000000)}
    assert 350102000000 in fuzhou
    assert 350128000000 not in fuzhou
    assert fuzhou.isdisjoint(row.code for row in within(350128000000))
