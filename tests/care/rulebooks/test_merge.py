"""Merging layers: associative, never looser than any layer, silent about silence."""

from datetime import date
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.rulebooks.load import read_layer
from care.rulebooks.operators import FITTING, Operator, combine, looser, same
from care.rulebooks.rulebook import Basis, rulebook
from care.rulebooks.values import URGENCIES, Amount, Kind, Value
from tests.care.rulebooks.texts import layer, rule

DAY = date(2026, 6, 1)
LETTERS = st.frozensets(st.sampled_from("abcdefg"), min_size=1)
WITHIN = {"a": "b", "c": "d"}
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.INTERVAL: st.builds(Amount, st.integers(1, 40), st.sampled_from(["month", "quarter", "year"]), st.booleans()),
    Kind.COUNT: st.builds(Amount, st.integers(1, 40), st.just("person"), st.booleans()),
    Kind.FLAG: st.booleans(),
    Kind.CODES: LETTERS,
    Kind.URGENCY: st.sampled_from(URGENCIES),
    Kind.DATES: LETTERS,
    Kind.TEXT: LETTERS,
}
FITS = [(operator, kind) for kind, fitting in FITTING.items() for operator in sorted(fitting)]


@pytest.mark.parametrize(("operator", "kind"), FITS)
@given(data=st.data())
def test_merging_is_associative(operator: Operator, kind: Kind, data: st.DataObject) -> None:
    a, b, c = (data.draw(VALUES[kind]) for _ in range(3))
    left = combine(operator, combine(operator, a, b, WITHIN), c, WITHIN)
    assert left == combine(operator, a, combine(operator, b, c, WITHIN), WITHIN)


@pytest.mark.parametrize(("operator", "kind"), FITS)
@given(data=st.data())
def test_what_is_merged_is_never_looser_than_any_layer(operator: Operator, kind: Kind, data: st.DataObject) -> None:
    values = data.draw(st.lists(VALUES[kind], min_size=1, max_size=5))
    merged = reduce(lambda upper, lower: combine(operator, upper, lower), values)
    for one in values:
        assert not looser(operator, one, merged)
        if operator is not Operator.LOCAL:
            assert same(combine(operator, merged, one), merged)


@given(values=st.lists(LETTERS, min_size=1, max_size=5))
def test_a_union_loses_no_code_but_to_the_wider_one_it_falls_inside(values: list[frozenset[str]]) -> None:
    merged: Value = values[0]
    for one in values:
        merged = combine(Operator.UNION, merged, one, WITHIN)
    assert isinstance(merged, frozenset)
    for code in frozenset[str]().union(*values):
        assert code in merged or WITHIN[code] in merged


@given(first=VALUES[Kind.INTERVAL], second=VALUES[Kind.INTERVAL])
def test_the_order_of_layers_does_not_matter_for_an_interval(first: Value, second: Value) -> None:
    assert combine(Operator.MIN, first, second) == combine(Operator.MIN, second, first)


def test_more_than_a_year_is_looser_than_a_year() -> None:
    assert looser(Operator.MIN, Amount(1, "year"), Amount(1, "year", strict=True))
    assert not looser(Operator.MIN, Amount(1, "year", strict=True), Amount(12, "month"))


def test_an_operator_refuses_values_it_does_not_fit() -> None:
    with pytest.raises(TypeError, match="True has no order"):
        combine(Operator.MIN, True, False)
    with pytest.raises(TypeError, match="True is no set of codes"):
        combine(Operator.UNION, True, False)


def test_an_amount_is_never_the_same_as_a_value_of_another_kind() -> None:
    assert not same(Amount(1, "month"), "PROMPT")
    assert not same("PROMPT", Amount(1, "month"))


MONTHLY, QUARTERLY = (rule("contact.maxInterval", str(n), 'unit = "month"') for n in (1, 3))


def test_a_value_knows_all_its_sources_and_which_of_them_decide() -> None:
    book = rulebook(
        [read_layer(layer(QUARTERLY, place="upper"), ""), read_layer(layer(MONTHLY, place="lower"), "")], DAY
    )
    found = book.rule("contact.maxInterval")
    assert found is not None
    assert [one.layer for one in found.rules] == ["upper", "lower"]
    assert [one.layer for one in found.deciding] == ["lower"]
    assert found.citation == "lower〔2026〕1号第一条"
    assert (found.name, found.basis) == ("contact.maxInterval", Basis.IN_FORCE)


def test_an_expired_document_does_not_taint_what_another_still_says() -> None:
    upper, lower = layer(MONTHLY, place="upper"), layer(MONTHLY, place="lower", document="until = 2026-05-31")
    book = rulebook([read_layer(upper, ""), read_layer(lower, "")], DAY)
    found = book.rule("contact.maxInterval")
    assert found is not None
    assert found.basis is Basis.IN_FORCE
    alone = rulebook([read_layer(lower, "")], DAY).rule("contact.maxInterval")
    assert alone is not None
    assert alone.basis is Basis.EXPIRED_BASIS


def test_a_document_that_only_guides_makes_guidance() -> None:
    found = rulebook([read_layer(layer(MONTHLY, document="guidance = true"), "")], DAY).rule("contact.maxInterval")
    assert found is not None
    assert found.basis is Basis.GUIDANCE


def test_a_default_stands_in_only_where_the_law_speaks_of_the_matter() -> None:
    default = rule("visit.key.maxInterval", "1", 'unit = "month"\nwhen = "visit.key.raised"')
    defaults = read_layer(layer(default, place="platform"), "")
    silent = read_layer(layer(), "")
    refused = read_layer(layer(rule("visit.key.raised", "false")), "")
    speaking = read_layer(layer(rule("visit.key.raised", "true")), "")
    numbered = layer(rule("visit.key.raised", "true"), rule("visit.key.maxInterval", "2", 'unit = "month"'))
    assert rulebook([silent], DAY, defaults).rule("visit.key.maxInterval") is None
    assert rulebook([refused], DAY, defaults).rule("visit.key.maxInterval") is None
    assert rulebook([speaking], DAY, defaults).value("visit.key.maxInterval") == Amount(1, "month")
    assert rulebook([read_layer(numbered, "")], DAY, defaults).value("visit.key.maxInterval") == Amount(2, "month")


def test_the_version_changes_with_any_text_and_with_nothing_else() -> None:
    one, other = read_layer(layer(MONTHLY), ""), read_layer(layer(QUARTERLY), "")
    assert rulebook([one], DAY).version == rulebook([one], date(2030, 1, 1)).version
    assert rulebook([one], DAY).version != rulebook([other], DAY).version
    assert rulebook([one], DAY).version != rulebook([one], DAY, other).version


def by_level(level: str, months: int) -> str:
    return rule("visit.household.maxInterval", str(months), f'unit = "month"\nfor = ["{level}"]')


def test_within_a_layer_a_case_stands_in_for_the_general_rule() -> None:
    general = rule("visit.household.maxInterval", "1", 'unit = "month"')
    book = rulebook([read_layer(layer(general, by_level("LOW", 3)), "")], DAY)
    low, high = (
        book.applying("visit.household.maxInterval", "LOW"),
        book.applying("visit.household.maxInterval", "HIGH"),
    )
    assert low is not None
    assert high is not None
    assert (low.value, low.case) == (Amount(3, "month"), "LOW")
    assert (high.value, high.case) == (Amount(1, "month"), None)


def test_across_layers_a_general_rule_reaches_the_cases_of_the_others() -> None:
    province = read_layer(layer(by_level("LOW", 3), by_level("HIGH", 1), place="upper"), "")
    county = read_layer(layer(rule("visit.household.maxInterval", "2", 'unit = "month"'), place="lower"), "")
    book = rulebook([province, county], DAY)
    values = {level: book.applying("visit.household.maxInterval", level) for level in ("LOW", "HIGH", "MEDIUM")}
    assert {level: one.value for level, one in values.items() if one} == {
        "LOW": Amount(2, "month"),
        "HIGH": Amount(1, "month"),
        "MEDIUM": Amount(2, "month"),
    }
    assert values["LOW"] is not None
    assert [one.layer for one in values["LOW"].rules] == ["upper", "lower"]


def test_what_applies_may_be_a_default_and_may_be_nothing() -> None:
    defaults = read_layer(layer(rule("prompt.safety", '"IMMEDIATE"'), place="platform"), "")
    book = rulebook([read_layer(layer(), "")], DAY, defaults)
    found = book.applying("prompt.safety")
    assert found is not None
    assert found.basis is Basis.PLATFORM_DEFAULT
    assert book.applying("contact.maxInterval", "LOW") is None
