import pytest

from care.divisions.overrides import ZONES, Zone
from care.divisions.table import divisions
from care.divisions.tree import chain, level_of, prefecture_of, reports_to
from records.codes import AdminLevel


def test_pingtan_is_a_special_zone_that_reports_to_the_province() -> None:
    assert level_of(350128000000) is AdminLevel.SPECIAL_ZONE
    assert reports_to(350128000000) == 350000000000
    assert list(chain(350128100201)) == [350128100201, 350128100000, 350128000000, 350000000000]


@pytest.mark.parametrize(
    ("code", "prefecture"),
    [
        (350000000000, None),
        (350100000000, 350100000000),
        (350102000000, 350100000000),
        (350102001012, 350100000000),
        (350128000000, 350128000000),
        (350128100000, 350128000000),
        (350128100201, 350128000000),
    ],
)
def test_prefecture_is_the_place_below_the_province_that_a_code_reports_to(code: int, prefecture: int | None) -> None:
    assert prefecture_of(code) == prefecture


def test_a_county_lent_to_another_prefecture_counts_there() -> None:
    lent = {350181000000: Zone(350181000000, "县", AdminLevel.COUNTY, 350300000000, "synthetic")}
    assert prefecture_of(350181100201, lent) == 350300000000
    assert list(chain(350181100000, lent)) == [350181100000, 350181000000, 350300000000, 350000000000]


def test_every_shipped_row_says_what_the_pure_functions_say() -> None:
    for row in divisions():
        assert (row.level, row.reports_to) == (level_of(row.code), reports_to(row.code))
        up = list(chain(row.code))
        assert prefecture_of(row.code) == (up[-2] if len(up) > 1 else None)
        assert up[-1] == row.code // 10**10 * 10**10


def test_zones_are_rows_that_ship() -> None:
    assert ZONES.keys() <= {row.code for row in divisions()}
