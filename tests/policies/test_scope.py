"""Scopes read the text that Postgres prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.scope import EVERYTHING, NOTHING, ranges, within

CODES = st.integers(110000000000, 899999999999)


@given(st.lists(st.tuples(CODES, CODES), max_size=4), CODES)
def test_a_division_is_within_a_scope_when_one_range_holds_it(pairs: list[tuple[int, int]], division: int) -> None:
    parts = [(min(pair), max(pair)) for pair in pairs]
    scope = "{" + ",".join(f"[{low},{high})" for low, high in parts) + "}"
    assert within(scope, division) is any(low <= division < high for low, high in parts)


def test_reads_open_and_closed_ends() -> None:
    assert ranges("{[1,5), (7,9]}") == ((1, 5), (8, 10))
    assert ranges("{(,5)}") == ((0, 5),)


@given(CODES)
def test_nothing_holds_none_and_everything_holds_all(division: int) -> None:
    assert not within(NOTHING, division)
    assert within(EVERYTHING, division)


@pytest.mark.parametrize("text", ["", "{", "[1,5)", "{[1,5)", "{[1,5)[6,7)}", "{[a,b)}", "{[1,5);}", "{1}"])
def test_refuses_a_text_that_is_no_multirange(text: str) -> None:
    with pytest.raises(ValueError, match="multirange"):
        ranges(text)
