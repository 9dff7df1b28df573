"""What is wrong with a file is said in both languages, word for word as its author reads it."""

import pytest

from care.rulebooks.flaws import RulebookError
from care.rulebooks.library import library
from care.rulebooks.load import read_layer
from tests.care.rulebooks.texts import VOCABULARY, layer, rule

MONTHLY = rule("contact.maxInterval", "1", 'unit = "month"')
MILESTONE = '[[milestone]]\nid = "end"\nzh = "终"\nen = "End"\nends = 2026-01-01\narticle = "一"\n'


def told(text: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(RulebookError) as refused:
        read_layer(text, "a.toml", VOCABULARY)
    assert {one.file for one in refused.value.flaws} == {"a.toml"}
    return [(str(one.code), one.path, one.zh, one.en) for one in refused.value.flaws]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (layer("[unknown]"), ("UNKNOWN_KEY", "unknown", "不认识的项", "is not known")),
        (
            layer(MONTHLY.replace('article = "第一条"\n', "")),
            ("MISSING", "rule[0].article", "缺少此项", "is missing"),
        ),
        (layer(f"{MONTHLY}colour = 1"), ("UNKNOWN_KEY", "rule[0].colour", "不认识的项", "is not known")),
        (
            layer(MONTHLY.replace("第一条", "")),
            ("BAD_VALUE", "rule[0].article", "值的格式有误", "String should have at least 1 character"),
        ),
        (
            layer(rule("no.such.key", "1")),
            ("UNKNOWN_KEY", "rule[0].key", "不认识的规则项 no.such.key", "no.such.key is no known key"),
        ),
        (
            layer(f'{MONTHLY}when = "no.such.key"'),
            ("UNKNOWN_KEY", "rule[0].when", "不认识的规则项 no.such.key", "no.such.key is no known key"),
        ),
        (
            layer(rule("keyReasons", '["ORPHAN", "NOBODY"]')),
            ("UNKNOWN_CODE", "rule[0].value", "不认识的代码 NOBODY", "NOBODY is not a known code"),
        ),
        (
            layer(rule("cover.place", '["MOON"]')),
            ("UNKNOWN_CODE", "rule[0].value", "不认识的代码 MOON", "MOON is not a known code"),
        ),
        (
            layer(rule("screening.phoneAllowed", "true", 'for = ["NOBODY"]')),
            ("UNKNOWN_CODE", "rule[0].for", "不认识的代码 NOBODY", "NOBODY is not a known code"),
        ),
        (
            layer(rule("visit.key.raised", "true", 'for = ["HIGH"]')),
            ("UNKNOWN_KEY", "rule[0].for", "此项不分情形", "this key has no cases"),
        ),
        (
            layer(rule("contact.maxInterval", "0", 'unit = "month"')),
            ("BAD_VALUE", "rule[0].value", "应为正整数", "must be a whole number above 0"),
        ),
        (
            layer(f'{MONTHLY}document = "two"'),
            ("UNKNOWN_KEY", "rule[0].document", "没有文件 two", "there is no document two"),
        ),
        (
            layer(f"{MONTHLY}from = 2026-05-01\nuntil = 2026-04-30"),
            ("BAD_VALUE", "rule[0].until", "早于开始日期", "lies before the first day"),
        ),
        (
            layer(document="from = 2026-05-01\nuntil = 2026-04-30"),
            ("BAD_VALUE", "documents.one.until", "早于开始日期", "lies before the first day"),
        ),
        (
            layer(document='colour = "red"'),
            ("UNKNOWN_KEY", "documents.one.colour", "不认识的项", "is not known"),
        ),
        (
            layer(MILESTONE + "begins = 2026-01-02"),
            ("BAD_VALUE", "milestone[0].ends", "早于开始日期", "lies before the first day"),
        ),
        (
            layer(MILESTONE + 'document = "two"'),
            ("UNKNOWN_KEY", "milestone[0].document", "没有文件 two", "there is no document two"),
        ),
        (
            layer(MILESTONE, MILESTONE),
            ("REPEATED", "milestone[1].id", "end 重复", "end stands twice"),
        ),
        (layer("[milestone]"), ("BAD_VALUE", "milestone", "应写成 [[milestone]]", "is written [[milestone]]")),
        (layer("[rule]"), ("BAD_VALUE", "rule", "应写成 [[rule]]", "is written [[rule]]")),
        (
            'documents = 1\n[layer]\nid = "a"\nzh = "甲"\nen = "A"\n',
            ("BAD_VALUE", "documents", "应写成 [documents.名称]", "is written [documents.name]"),
        ),
        (
            layer(MONTHLY, MONTHLY + "from = 2026-01-01"),
            (
                "OVERLAP",
                "rule[1].from",
                "contact.maxInterval 在 2026-01-01 已有规定（made-up〔2026〕1号第一条），两条时间重叠",
                "contact.maxInterval is already ruled on 2026-01-01 (made-up〔2026〕1号第一条): the two overlap",
            ),
        ),
        (
            layer(*(f'{MONTHLY}for = ["LOW"]\n{days}' for days in ("until = 2026-01-01", "from = 2026-01-03"))),
            (
                "GAP",
                "rule[1].from",
                "contact.maxInterval[LOW] 在 2026-01-01 与 2026-01-03 之间没有规定",
                "nothing is said about contact.maxInterval[LOW] between 2026-01-01 and 2026-01-03",
            ),
        ),
    ],
    ids=lambda one: one[1] if isinstance(one, tuple) else "",
)
def test_a_flaw_names_its_place_and_says_why(text: str, flaw: tuple[str, str, str, str]) -> None:
    assert told(text) == [flaw]


def test_what_is_no_toml_quotes_the_reader_of_toml() -> None:
    ((code, path, zh, en),) = told("[layer")
    assert (code, path) == ("BAD_TOML", "")
    assert "at the end of a table declaration" in en
    assert zh == f"不是有效的 TOML（{en}）"


def test_a_value_of_no_form_at_all_is_told_once_and_what_else_is_wrong_too() -> None:
    found = told(layer(rule("contact.maxInterval", "1.5", 'unit = 2\nstrength = "perhaps"')))
    assert [(code, path) for code, path, *_ in found] == [
        ("BAD_VALUE", "rule[0].value"),
        ("BAD_VALUE", "rule[0].unit"),
        ("BAD_VALUE", "rule[0].strength"),
    ]
    assert {zh for *_, zh, _ in found} == {"值的格式有误"}


def test_a_flaw_inside_a_list_names_its_place_in_the_list() -> None:
    found = told(layer(f'{MONTHLY}ids = ["SX-B1", ""]'))
    assert [path for _, path, *_ in found] == ["rule[0].ids.1"]


def test_beside_a_member_that_nobody_knows_the_other_flaws_are_told() -> None:
    found = told(layer(rule("keyReasons", '["NOBODY"]', "colour = 1\nshape = 2")))
    assert {(code, path) for code, path, *_ in found} == {
        ("UNKNOWN_KEY", "rule[0].colour"),
        ("UNKNOWN_KEY", "rule[0].shape"),
        ("UNKNOWN_CODE", "rule[0].value"),
    }


def test_a_milestone_that_cannot_be_read_hides_none_after_it() -> None:
    found = told(layer(MILESTONE.replace("ends = 2026-01-01\n", ""), MILESTONE + "begins = 2026-02-01"))
    assert [path for _, path, *_ in found] == ["milestone[0].ends", "milestone[1].ends"]


def test_a_file_that_does_not_say_whose_it_is_is_refused_with_its_milestones_read() -> None:
    text = "[documents.one]\nname = '某文件'\n" + MILESTONE
    assert [(code, path) for code, path, *_ in told(text)] == [
        ("MISSING", "layer.id"),
        ("MISSING", "layer.zh"),
        ("MISSING", "layer.en"),
    ]


def test_two_layers_of_one_place_are_told_with_the_name_of_the_first_and_the_next_file_is_read() -> None:
    texts = [("a.toml", "[layer"), ("b.toml", layer()), ("c.toml", layer(place="other")), ("d.toml", "[layer")]
    with pytest.raises(RulebookError) as refused:
        library(texts, VOCABULARY)
    assert [one.file for one in refused.value.flaws] == ["a.toml", "c.toml", "d.toml"]
    twice = refused.value.flaws[1]
    assert (str(twice.code), twice.path) == ("REPEATED", "layer.division")
    assert (twice.zh, twice.en) == ("与 made-up 属于同一区划", "belongs to the same place as made-up")


def test_the_lists_of_codes_reach_every_file_of_a_library() -> None:
    with pytest.raises(RulebookError, match="NOBODY"):
        library([("a.toml", layer(rule("keyReasons", '["NOBODY"]')))], VOCABULARY)


def test_the_error_itself_tells_all_of_them_a_line_each() -> None:
    text = layer(rule("no.such.key", "1"), "[unknown]")
    with pytest.raises(RulebookError) as refused:
        read_layer(text, "a.toml", VOCABULARY)
    assert str(refused.value) == (
        "a.toml: unknown: 不认识的项 / is not known\n"
        "a.toml: rule[0].key: 不认识的规则项 no.such.key / no.such.key is no known key"
    )
