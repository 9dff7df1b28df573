"""A lower layer may tighten, add and specify; it may not relax."""

import pytest

from care.rulebooks.flaws import Flaw, FlawCode
from care.rulebooks.library import library
from tests.care.rulebooks.texts import VOCABULARY, layer, rule

PROVINCE, COUNTY = 860000000000, 860100000000
CHAIN = (COUNTY, PROVINCE)


def conflicts(province: list[str], county: list[str], defaults: list[str] | None = None) -> list[Flaw]:
    texts = [
        ("upper.toml", layer(*province, place="upper", division=PROVINCE)),
        ("lower.toml", layer(*county, place="lower", division=COUNTY)),
    ]
    if defaults is not None:
        texts.append(("platform.toml", layer(*defaults, place="platform").replace(f"division = {PROVINCE}", "")))
    return list(library(texts, VOCABULARY).conflicts([CHAIN]))


def visit(number: int, unit: str = "month") -> str:
    return rule("visit.household.maxInterval", str(number), f'unit = "{unit}"', article=f"第{number}条")


def test_refuses_a_longer_interval_with_both_values_and_both_citations() -> None:
    assert conflicts([visit(3)], [visit(6)]) == [
        Flaw(
            FlawCode.RULE_RELAXATION,
            "lower",
            "visit.household.maxInterval",
            "入户走访间隔（最长）：6 个月（lower〔2026〕1号第6条）宽于上级规定 3 个月（upper〔2026〕1号第3条）",
            "Longest time between household visits: 6 months (lower〔2026〕1号第6条) "
            "is looser than 3 months (upper〔2026〕1号第3条)",
        )
    ]


def test_tells_every_pair_once_however_many_days_it_lasts() -> None:
    upper = [visit(3), rule("contact.maxInterval", "1", 'unit = "month"')]
    lower = [
        rule("contact.maxInterval", "2", 'unit = "month"\nfrom = 2026-03-01\nuntil = 2026-03-31'),
        rule("contact.maxInterval", "3", 'unit = "month"\nfrom = 2026-04-01\nuntil = 2026-06-30'),
        visit(6),
    ]
    assert [one.path for one in conflicts(upper, lower)] == [
        "visit.household.maxInterval",
        "contact.maxInterval",
        "contact.maxInterval",
    ]


@pytest.mark.parametrize("county", [visit(1), visit(3), visit(1, "quarter")])
def test_takes_a_shorter_or_an_equal_interval(county: str) -> None:
    assert conflicts([visit(3)], [county]) == []


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (rule("leftBehind.ageUnder", "16"), rule("leftBehind.ageUnder", "14")),
        (rule("care.schoolCopy", "true"), rule("care.schoolCopy", "false")),
        (rule("leftBehind.ruralHukou", "false"), rule("leftBehind.ruralHukou", "true")),
        (rule("leftBehind.excluded", '["ABROAD"]'), rule("leftBehind.excluded", '["ABROAD", "SAME_CITY_CORE"]')),
        (rule("emergency.urgency", '"IMMEDIATE"'), rule("emergency.urgency", '"PROMPT"')),
        (
            rule("screening.phoneAllowed", "false", 'for = ["KEY"]'),
            rule("screening.phoneAllowed", "true", 'for = ["KEY"]'),
        ),
    ],
    ids=["age", "duty", "condition", "exclusion", "urgency", "prohibition"],
)
def test_refuses_what_asks_less(upper: str, lower: str) -> None:
    assert [one.code for one in conflicts([upper], [lower])] == [FlawCode.RULE_RELAXATION]
    assert conflicts([lower], [upper]) == []


def test_naming_fewer_recipients_relaxes_nothing_since_all_are_told() -> None:
    upper = rule("emergency.recipients", '["POLICE", "VILLAGE_COMMITTEE"]')
    assert conflicts([upper], [rule("emergency.recipients", '["HEALTH"]')]) == []


def test_a_version_that_relaxes_only_later_is_found() -> None:
    later = rule("visit.household.maxInterval", "3", 'unit = "month"\nfrom = 2027-01-01')
    assert [one.code for one in conflicts([later], [visit(6)])] == [FlawCode.RULE_RELAXATION]


def test_a_default_of_the_platform_can_only_be_shortened() -> None:
    default = rule("visit.key.maxInterval", "1", 'unit = "month"\nwhen = "visit.key.raised"')
    key = rule("visit.key.maxInterval", "2", 'unit = "month"')
    province = [visit(3), rule("visit.key.raised", "true")]
    assert [one.code for one in conflicts(province, [key], [default])] == [FlawCode.RULE_RELAXATION]
    assert conflicts([*province, key], [], [default]) == []


@pytest.mark.parametrize("months", [3, 4])
def test_a_raised_frequency_must_be_shorter_than_the_ordinary_one(months: int) -> None:
    key = rule("visit.key.maxInterval", str(months), 'unit = "month"')
    assert [one.code for one in conflicts([visit(3)], [key])] == [FlawCode.NOT_RAISED]
    assert conflicts([visit(3)], [key.replace(f"value = {months}", "value = 2")]) == []


def test_a_raised_frequency_that_is_not_is_told_once_in_both_languages() -> None:
    key = rule("visit.key.maxInterval", "3", 'unit = "month"', article="第二条")
    dated = rule("care.filed", "true", "from = 2026-06-01")
    assert conflicts([visit(3)], [key, dated]) == [
        Flaw(
            FlawCode.NOT_RAISED,
            "lower",
            "visit.key.maxInterval",
            "重点儿童走访间隔（最长） 3 个月 必须短于 3 个月（lower〔2026〕1号第二条）",
            "Longest time between visits to key children: 3 months must be shorter than 3 months "
            "(lower〔2026〕1号第二条)",
        )
    ]


def test_each_version_of_a_frequency_that_is_not_raised_is_told() -> None:
    versions = [
        rule("visit.key.maxInterval", number, f'unit = "month"\n{days}')
        for number, days in (("3", "until = 2026-03-31"), ("4", "from = 2026-04-01"))
    ]
    assert [one.code for one in conflicts([visit(3)], versions)] == [FlawCode.NOT_RAISED] * 2


def test_a_raised_frequency_is_measured_by_the_general_case_where_there_is_one() -> None:
    special = rule("visit.household.maxInterval", "6", 'unit = "month"\nfor = ["LOW"]')
    key = rule("visit.key.maxInterval", "4", 'unit = "month"')
    assert [one.code for one in conflicts([visit(3), special], [key])] == [FlawCode.NOT_RAISED]


def test_only_the_lowest_layer_is_told_of_a_frequency_that_is_not_raised() -> None:
    key = rule("visit.key.maxInterval", "3", 'unit = "month"')
    assert conflicts([visit(3), key], [rule("care.filed", "true")]) == []
    alone = library([("upper.toml", layer(visit(3), key, place="upper", division=PROVINCE))])
    assert [one.file for one in alone.conflicts([(PROVINCE,)])] == ["upper"]


def test_a_raised_frequency_is_measured_by_the_longest_of_several() -> None:
    by_rating = [
        rule("visit.household.maxInterval", "3", 'unit = "month"\nfor = ["GOOD"]'),
        rule("visit.household.maxInterval", "1", 'unit = "month"\nfor = ["AVERAGE"]'),
    ]
    two, three = (rule("visit.key.maxInterval", str(n), 'unit = "month"') for n in (2, 3))
    assert conflicts([*by_rating, two], []) == []
    assert [one.code for one in conflicts(by_rating, [three])] == [FlawCode.NOT_RAISED]


def test_a_case_may_not_relax_what_the_layer_above_asks_of_all() -> None:
    low = rule("visit.household.maxInterval", "6", 'unit = "month"\nfor = ["LOW"]')
    assert [one.path for one in conflicts([visit(3)], [low])] == ["visit.household.maxInterval[LOW]"]
    assert conflicts([visit(3)], [low.replace("value = 6", "value = 2")]) == []


def test_a_general_rule_below_relaxes_no_case_above_since_the_stricter_one_holds() -> None:
    high = rule("visit.household.maxInterval", "1", 'unit = "month"\nfor = ["HIGH"]')
    assert conflicts([high], [visit(3)]) == []
