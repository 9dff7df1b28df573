"""What changes between two versions of a layer, and in which direction."""

import pytest

from care.rulebooks.difference import Change, Difference, differences
from care.rulebooks.layer import Layer
from care.rulebooks.load import read_layer
from tests.care.rulebooks.texts import VOCABULARY, layer, rule

MONTHS = 'unit = "month"'


def read(*rules: str, document: str = "") -> Layer:
    return read_layer(layer(*rules, document=document), "made-up.toml", VOCABULARY)


def compared(before: Layer, after: Layer) -> list[Difference]:
    return list(differences(before, after))


def interval(months: int, more: str = "", article: str = "第一条") -> str:
    return rule("contact.maxInterval", str(months), f"{MONTHS}\n{more}", article)


def codes(key: str, *values: str) -> str:
    return rule(key, "[" + ", ".join(f'"{value}"' for value in values) + "]")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (interval(3), interval(1), Change.STRICTER),
        (interval(1), interval(3), Change.LOOSER),
        (rule("leftBehind.ageUnder", "14"), rule("leftBehind.ageUnder", "16"), Change.STRICTER),
        (rule("care.filed", "false"), rule("care.filed", "true"), Change.STRICTER),
        (rule("care.filed", "true"), rule("care.filed", "false"), Change.LOOSER),
        (rule("emergency.urgency", '"PROMPT"'), rule("emergency.urgency", '"IMMEDIATE"'), Change.STRICTER),
        (codes("keyReasons", "ORPHAN"), codes("keyReasons", "ORPHAN", "ILL"), Change.STRICTER),
        (codes("keyReasons", "ORPHAN", "ILL"), codes("keyReasons", "ORPHAN"), Change.LOOSER),
        (codes("keyReasons", "ORPHAN"), codes("keyReasons", "ILL"), Change.OTHER),
        (
            codes("leftBehind.excluded", "ABROAD"),
            codes("leftBehind.excluded", "ABROAD", "SAME_CITY_CORE"),
            Change.LOOSER,
        ),
        (
            codes("leftBehind.excluded", "ABROAD", "SAME_CITY_CORE"),
            codes("leftBehind.excluded", "ABROAD"),
            Change.STRICTER,
        ),
        (codes("risk.unratedAs", "MEDIUM"), codes("risk.unratedAs", "HIGH"), Change.OTHER),
        (codes("risk.scale", "LOW"), codes("risk.scale", "LOW", "HIGH"), Change.OTHER),
        (interval(3), rule("contact.maxInterval", "1", 'unit = "quarter"', "第二条"), Change.OTHER),
        (interval(3), interval(3, article="第二条"), Change.OTHER),
        (codes("keyReasons", "ORPHAN"), codes("keyReasons", "ORPHAN").replace("第一条", "第二条"), Change.OTHER),
        (
            codes("leftBehind.excluded", "ABROAD"),
            codes("leftBehind.excluded", "ABROAD").replace("第一条", "第二条"),
            Change.OTHER,
        ),
        (interval(3), interval(3, "from = 2026-01-01"), Change.OTHER),
        (interval(3), interval(3, "until = 2026-01-01"), Change.OTHER),
        (interval(3), interval(3, 'strength = "guidance"'), Change.OTHER),
    ],
)
def test_a_rule_that_changes_has_a_direction(before: str, after: str, change: Change) -> None:
    (found,) = compared(read(before), read(after))
    assert found.change is change
    assert found.before is not None
    assert found.after is not None
    assert (found.before.layer, found.after.layer) == ("made-up", "made-up")
    assert found.before is not found.after


def test_a_longer_life_of_the_document_is_a_change_of_its_rules() -> None:
    ended, renewed = (read(interval(3), document=f"until = {day}") for day in ("2026-10-31", "2027-12-31"))
    assert [one.change for one in compared(ended, renewed)] == [Change.OTHER]


def test_what_is_equal_is_not_told() -> None:
    text = [interval(3), codes("keyReasons", "ORPHAN")]
    assert compared(read(*text), read(*reversed(text))) == []


def test_what_is_new_and_what_is_gone_come_with_the_one_side_that_there_is() -> None:
    before, after = read(interval(3)), read(codes("keyReasons", "ORPHAN"))
    gone, new = compared(before, after)
    assert (gone.change, gone.before, gone.after) == (Change.REMOVED, before.rules[0], None)
    assert (new.change, new.before, new.after) == (Change.ADDED, None, after.rules[0])


def test_cases_are_compared_each_with_its_own() -> None:
    before = read(interval(3, 'for = ["LOW"]'), interval(1, 'for = ["HIGH"]'))
    after = read(interval(2, 'for = ["LOW"]'), interval(1, 'for = ["HIGH"]'))
    (found,) = compared(before, after)
    assert found.after is not None
    assert (found.change, found.after.case) == (Change.STRICTER, "LOW")


def test_versions_are_compared_in_the_order_of_their_days() -> None:
    first, second, third = (
        interval(3, "until = 2026-06-30"),
        interval(2, "from = 2026-07-01\nuntil = 2026-12-31"),
        interval(1, "from = 2027-01-01"),
    )
    assert compared(read(first, second, third), read(third, first, second)) == []
    changed = third.replace("value = 1", "value = 2")
    (found,) = compared(read(first, second, third), read(changed, second, first))
    assert found.before is not None
    assert found.after is not None
    assert (found.change, str(found.before.since)) == (Change.LOOSER, "2027-01-01")
    assert found.after.since == found.before.since
    (fewer,) = compared(read(first, second, third), read(first, second))
    assert fewer.before is not None
    assert (fewer.change, str(fewer.before.since)) == (Change.REMOVED, "2027-01-01")
