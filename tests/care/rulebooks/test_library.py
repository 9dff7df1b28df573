"""Which layers hold where; a new province is one file; the shipped layers agree with each other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.divisions.tree import chain
from care.rulebooks.layer import shown_date
from care.rulebooks.library import library, packaged, packaged_texts
from care.rulebooks.rulebook import Basis, rulebook
from care.rulebooks.values import Amount, Value
from tests.care.rulebooks.texts import VOCABULARY, layer, rule
from tests.support.children import ROOT
from tests.support.sources import files

DAY = date(2026, 3, 20)

# A province that no document of ours knows: one file, and not a line of code.
GUANGXI = """
[layer]
id = "guangxi"
zh = "广西（虚构规定）"
en = "Guangxi (made-up rules)"
division = 450000000000

[documents.guide]
name = "虚构工作规范"
number = "桂民虚构〔2026〕9号"
from = 2026-01-01

[[rule]]
key = "contact.maxInterval"
value = 1
unit = "month"
article = "第三条"
gist = "每月联系一次"

[[rule]]
key = "visit.household.maxInterval"
for = ["HIGH"]
value = 1
unit = "month"
article = "第四条"
gist = "高风险每月走访"

[[rule]]
key = "visit.key.raised"
value = true
article = "第五条"
gist = "重点儿童提高频次"

[[rule]]
key = "emergency.recipients"
value = ["POLICE", "CIVIL_AFFAIRS"]
article = "第六条"
gist = "报公安和民政"

[[milestone]]
id = "survey"
zh = "完成摸底"
en = "Survey done"
ends = 2026-06-30
article = "第九条"
"""
NANNING_VILLAGE = 450102001001


def test_a_sixth_jurisdiction_needs_one_file() -> None:
    found = library([*packaged_texts(), ("guangxi.toml", GUANGXI)], VOCABULARY)
    book = found.rulebook(chain(NANNING_VILLAGE), DAY)
    assert [one.id for one in book.layers] == ["guangxi"]
    assert book.value("contact.maxInterval") == Amount(1, "month")
    assert book.value("visit.household.maxInterval", "HIGH") == Amount(1, "month")
    assert book.value("visit.household.maxInterval", "LOW") is None
    assert book.value("emergency.recipients") == frozenset({"POLICE", "CIVIL_AFFAIRS"})
    key = book.rule("visit.key.maxInterval")
    assert key is not None
    assert key.basis is Basis.PLATFORM_DEFAULT
    assert [one.text.id for one in found.milestones(chain(NANNING_VILLAGE))] == ["survey"]
    assert packaged().rulebook(chain(NANNING_VILLAGE), DAY).layers == ()


def test_a_county_under_it_needs_one_more() -> None:
    county = layer(rule("emergency.recipients", '["HEALTH"]'), place="county", division=450102000000)
    found = library([("guangxi.toml", GUANGXI), ("county.toml", county)], VOCABULARY)
    assert found.rulebook(chain(NANNING_VILLAGE), DAY).value("emergency.recipients") == frozenset(
        {"POLICE", "CIVIL_AFFAIRS", "HEALTH"}
    )


def test_the_layers_stand_from_the_province_down_with_the_empty_slot_between() -> None:
    assert [one.id for one in packaged().at(chain(533401102001))] == ["yunnan", "diqing", "shangri-la"]
    assert [one.id for one in packaged().at(chain(350102001001))] == ["fujian"]
    assert packaged().at(chain(110101001001)) == ()


def test_no_shipped_layer_relaxes_another() -> None:
    chains = [tuple(chain(one.header.division)) for one in packaged().layers if one.header.division]
    assert list(packaged().conflicts(chains)) == []


def test_a_file_takes_the_place_of_the_layer_of_its_division() -> None:
    (found,) = library([("x.toml", layer(place="other", division=350000000000))]).layers
    replaced = packaged().with_layer(found)
    assert [one.id for one in replaced.at([350000000000])] == ["other"]
    assert len(replaced.layers) == len(packaged().layers)
    (defaults,) = library([("x.toml", layer(division=110000000000))]).layers
    assert packaged().with_layer(defaults).at([110000000000]) == (defaults,)


SHANXI, YUNNAN, JILIN, FUJIAN = 140000000000, 530000000000, 220000000000, 350000000000
SAID: list[tuple[int, str, str | None, Value | None, Basis | None]] = [
    (SHANXI, "visit.household.maxInterval", None, Amount(3, "month"), Basis.GUIDANCE),
    (SHANXI, "leftBehind.monthsAway", None, Amount(6, "month"), Basis.GUIDANCE),
    (SHANXI, "visit.key.maxInterval", None, Amount(1, "month"), Basis.PLATFORM_DEFAULT),
    (SHANXI, "report.urgency", "SCHOOL_DROPOUT", "WITHIN_3_DAYS", Basis.GUIDANCE),
    (SHANXI, "serious.urgency", None, "SIMULTANEOUS", Basis.GUIDANCE),
    (SHANXI, "contact.maxInterval", "LOW", None, None),
    (YUNNAN, "leftBehind.monthsAway", None, None, None),
    (YUNNAN, "visit.household.maxInterval", None, None, None),
    (YUNNAN, "emergency.urgency", None, "PROMPT", Basis.IN_FORCE),
    (JILIN, "visit.household.maxInterval", "GOOD", Amount(3, "month"), Basis.IN_FORCE),
    (JILIN, "visit.household.maxInterval", "AVERAGE", Amount(1, "month"), Basis.IN_FORCE),
    (JILIN, "contact.maxInterval", None, None, None),
    (JILIN, "rating.unratedAs", None, frozenset({"AVERAGE"}), Basis.PLATFORM_DEFAULT),
    (JILIN, "emergency.recipients", "SCHOOL", frozenset({"EDUCATION", "POLICE"}), Basis.IN_FORCE),
    (JILIN, "difficulty.disabilityGrade", "MENTAL", Amount(3, "grade"), Basis.IN_FORCE),
    (JILIN, "system.update.maxInterval", None, Amount(1, "quarter"), Basis.IN_FORCE),
    (JILIN, "training.examBeforeDuty", "CHILD_DIRECTOR", None, None),
    (FUJIAN, "leftBehind.monthsAway", None, Amount(3, "month"), Basis.IN_FORCE),
    (FUJIAN, "leftBehind.ruralHukou", None, True, Basis.IN_FORCE),
    (FUJIAN, "visit.household.maxInterval", "LOW", Amount(1, "quarter"), Basis.IN_FORCE),
    (FUJIAN, "visit.household.maxInterval", "HIGH", Amount(1, "month"), Basis.IN_FORCE),
    (FUJIAN, "visit.household.maxInterval", None, None, None),
    (FUJIAN, "risk.unratedAs", None, frozenset({"MEDIUM"}), Basis.PLATFORM_DEFAULT),
    (FUJIAN, "visit.key.maxInterval", None, None, None),
    (FUJIAN, "report.spotCheckSummary", None, frozenset({"11-10"}), Basis.IN_FORCE),
    (FUJIAN, "feedback.toReporter", None, True, Basis.IN_FORCE),
    (FUJIAN, "difficulty.age", None, Amount(18, "age"), Basis.PLATFORM_DEFAULT),
]


@pytest.mark.parametrize(("place", "key", "case", "value", "basis"), SAID)
def test_the_provinces_say_what_their_documents_say(
    place: int, key: str, case: str | None, value: Value | None, basis: Basis | None
) -> None:
    found = packaged().rulebook([place], DAY).rule(key, case)
    assert (found.value if found else None, found.basis if found else None) == (value, basis)


def test_the_guide_of_shanxi_makes_no_obligation_before_its_day() -> None:  # SX15
    book = packaged().rulebook([SHANXI], date(2025, 8, 30))
    assert [one for one in book.effective.values() if one.basis is not Basis.PLATFORM_DEFAULT] == []
    assert packaged().rulebook([SHANXI], date(2025, 9, 4)).rule("contact.maxInterval") is not None


def test_a_key_interval_as_long_as_the_ordinary_one_is_refused() -> None:  # SX04
    name, text = next(one for one in packaged_texts() if one[0].startswith("shanxi"))
    edited = text + rule("visit.key.maxInterval", "3", 'unit = "month"')
    (changed,) = library([(name, edited)], VOCABULARY).layers
    (found,) = packaged().with_layer(changed).conflicts([[SHANXI]])
    assert (found.code, found.path) == ("NOT_RAISED", "visit.key.maxInterval")


def test_a_date_is_shown_as_precisely_as_the_text_has_it() -> None:
    day = date(2019, 1, 1)
    assert [shown_date(day, one) for one in ("day", "month", "year")] == ["2019年1月1日", "2019年1月", "2019年"]


@pytest.mark.parametrize("place", [140000000000, 220000000000, 350000000000, 533401000000])
@given(on=st.dates(date(2018, 1, 1), date(2032, 12, 31)))
def test_what_is_remembered_is_what_the_day_says(place: int, on: date) -> None:
    layers = packaged().at(chain(place))
    remembered, fresh = packaged().rulebook(chain(place), on), rulebook(layers, on, packaged().defaults)
    assert (remembered.on, remembered.version) == (on, fresh.version)
    assert remembered.effective == fresh.effective


def test_no_code_names_a_jurisdiction() -> None:
    names = {one.id for one in packaged().layers} | {one.header.zh for one in packaged().layers}
    for path in files(".py", under="care/rulebooks"):
        text = (ROOT / path).read_text()
        assert [name for name in names if name in text] == [], path


def milestone(name: str, ends: str, begins: str = "") -> str:
    days = f"ends = {ends}\n" + (f"begins = {begins}\n" if begins else "")
    return f'[[milestone]]\nid = "{name}"\nzh = "终"\nen = "End"\narticle = "一"\n{days}'


def test_milestones_come_by_their_last_day_then_by_their_first_then_by_layer() -> None:
    upper = layer(
        milestone("late", "2026-12-31"),
        milestone("target", "2026-06-30"),
        milestone("phase", "2026-06-30", "2026-01-01"),
        place="b-upper",
        division=450000000000,
    )
    lower = layer(milestone("target", "2026-06-30"), place="a-lower", division=450100000000)
    found = library([("upper.toml", upper), ("lower.toml", lower)]).milestones([450100000000, 450000000000])
    assert [(one.layer, one.text.id) for one in found] == [
        ("b-upper", "phase"),
        ("a-lower", "target"),
        ("b-upper", "target"),
        ("b-upper", "late"),
    ]


def test_the_defaults_of_a_library_are_replaced_like_a_layer() -> None:
    def defaults(months: int) -> str:
        text = layer(rule("contact.maxInterval", str(months), 'unit = "month"'), place="platform")
        return text.replace("division = 860000000000\n", "")

    found = library([("platform.toml", defaults(3)), ("a.toml", layer())])
    other = library([("platform.toml", defaults(2))]).defaults
    assert other is not None
    changed = found.with_layer(other)
    assert changed.defaults is other
    assert changed.layers == found.layers
    assert changed.rulebook([1], DAY).value("contact.maxInterval") == Amount(2, "month")


def test_a_default_begins_and_ends_on_its_own_days() -> None:
    text = layer(
        rule("contact.maxInterval", "3", 'unit = "month"\nfrom = 2026-03-01\nuntil = 2026-03-31'), place="platform"
    )
    found = library([("platform.toml", text.replace("division = 860000000000\n", ""))])
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [found.rulebook([1], day).rule("contact.maxInterval") is not None for day in days] == [
        False,
        True,
        True,
        False,
    ]
