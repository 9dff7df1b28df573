import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.divisions.digits import around, level_by_digits, parent_by_digits, span
from records.codes import AdminLevel

CODES = st.integers(min_value=110_000_000_000, max_value=899_999_999_999)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        (350000000000, AdminLevel.PROVINCE, None),
        (350100000000, AdminLevel.PREFECTURE, 350000000000),
        (350102000000, AdminLevel.COUNTY, 350100000000),
        (350102001000, AdminLevel.TOWNSHIP, 350102000000),
        (350102001012, AdminLevel.VILLAGE, 350102001000),
    ],
)
def test_zeros_tell_level_and_parent(code: int, level: AdminLevel, parent: int | None) -> None:
    assert level_by_digits(code) is level
    assert parent_by_digits(code) == parent


@pytest.mark.parametrize("code", [0, -350102000000, 350102, 35010200000, 3501020000000, 109999999999, 900000000000])
def test_refuses_what_is_no_code_of_twelve_digits(code: int) -> None:
    with pytest.raises(ValueError, match=r"12位行政区划代码 / .* is not a division code"):
        level_by_digits(code)


@given(CODES, st.sampled_from([level for level in AdminLevel if level is not AdminLevel.SPECIAL_ZONE]))
def test_a_place_lies_inside_the_span_of_every_place_around_it(code: int, level: AdminLevel) -> None:
    place = around(code, level)
    first, end = span(place)
    assert first <= code < end


@given(CODES)
def test_a_span_lies_inside_the_parents_span(code: int) -> None:
    parent = parent_by_digits(code)
    if parent is not None:
        (first, end), (outer_first, outer_end) = span(code), span(parent)
        assert outer_first <= first < end <= outer_end
        assert end - first < outer_end - outer_first
