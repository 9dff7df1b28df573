"""Days: when something turns, how long a value's sources last, which versions hold."""

from datetime import date

import pytest

from care.rulebooks.layer import Layer
from care.rulebooks.load import read_layer
from care.rulebooks.rulebook import Basis, days, rulebook, turning_days
from care.rulebooks.values import Amount
from tests.care.rulebooks.texts import layer, rule

MONTHS = 'unit = "month"'
FIRST, SECOND = date(2026, 1, 1), date(2026, 7, 1)


def read(*rules: str, place: str = "made-up", document: str = "") -> Layer:
    return read_layer(layer(*rules, place=place, document=document), "")


def interval(months: int, more: str = "") -> str:
    return rule("contact.maxInterval", str(months), f"{MONTHS}\n{more}")


def test_something_turns_where_it_begins_and_on_the_day_after_it_ends() -> None:
    found = read(
        interval(1, "from = 2026-02-01\nuntil = 2026-02-28"),
        rule("care.filed", "true", "until = 9999-12-31"),
        document="from = 2026-01-01\nuntil = 2026-06-30",
    )
    assert turning_days([found]) == [
        date.min,
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 7, 1),
    ]
    assert turning_days([]) == [date.min]


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        (["from = 2026-01-01\nuntil = 2026-06-30"], (date(2026, 1, 1), date(2026, 6, 30))),
        (
            ["from = 2026-02-01\nuntil = 2026-06-30", "from = 2026-01-01\nuntil = 2026-05-31"],
            (date(2026, 1, 1), date(2026, 6, 30)),
        ),
        (["from = 2026-02-01\nuntil = 2026-06-30", "from = 2026-01-01"], (date(2026, 1, 1), None)),
        (["until = 2026-06-30", "from = 2026-01-01\nuntil = 2026-05-31"], (None, date(2026, 6, 30))),
        ([""], (None, None)),
    ],
)
def test_a_value_lasts_from_its_first_to_its_last_source(
    documents: list[str], expected: tuple[date | None, date | None]
) -> None:
    assert days(read(interval(1), document=one).rules[0] for one in documents) == expected


def test_the_end_of_a_rule_goes_before_the_end_of_its_document() -> None:
    (one,) = read(interval(1, "until = 2026-03-31"), document="until = 2026-06-30").rules
    assert days([one]) == (None, date(2026, 3, 31))


def test_the_version_of_the_day_holds() -> None:
    found = read(interval(3, "until = 2026-06-30"), interval(1, "from = 2026-07-01"))
    values = [rulebook([found], day).value("contact.maxInterval") for day in (FIRST, date(2026, 6, 30), SECOND)]
    assert values == [Amount(3, "month"), Amount(3, "month"), Amount(1, "month")]


def test_what_applies_is_judged_on_the_day_of_the_rulebook() -> None:
    ended = read(interval(1), document="until = 2026-06-30")
    before, after = (rulebook([ended], day).applying("contact.maxInterval", "LOW") for day in (FIRST, SECOND))
    assert before is not None
    assert after is not None
    assert (before.basis, after.basis) == (Basis.IN_FORCE, Basis.EXPIRED_BASIS)
    assert rulebook([ended], SECOND).on == SECOND


def test_a_default_for_a_case_applies_to_that_case_and_keeps_its_name() -> None:
    defaults = read(interval(2), interval(1, 'for = ["HIGH"]'), place="platform")
    book = rulebook([read()], FIRST, defaults)
    high, low = book.applying("contact.maxInterval", "HIGH"), book.applying("contact.maxInterval", "LOW")
    assert high is not None
    assert low is not None
    assert (high.value, high.case, high.name) == (Amount(1, "month"), "HIGH", "contact.maxInterval[HIGH]")
    assert (low.value, low.case, low.name) == (Amount(2, "month"), None, "contact.maxInterval")


def test_what_applies_bears_the_case_though_a_layer_above_speaks_of_all() -> None:
    upper, lower = read(interval(3), place="upper"), read(interval(1, 'for = ["HIGH"]'), place="lower")
    found = rulebook([upper, lower], FIRST).applying("contact.maxInterval", "HIGH")
    assert found is not None
    assert (found.case, [one.layer for one in found.rules]) == ("HIGH", ["upper", "lower"])


def test_a_layer_that_names_a_code_and_the_wider_one_around_it_asks_for_the_wider_one() -> None:
    found = read(rule("keyReasons", '["CHILD_DISABLED", "CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY"]'))
    assert rulebook([found], FIRST).value("keyReasons") == frozenset({"CHILD_DISABLED"})
