"""A rulebook file is read whole or refused with everything that is wrong with it."""

import hashlib
from datetime import date

import pytest

from care.rulebooks.dimension import dimensions
from care.rulebooks.flaws import FlawCode, RulebookError
from care.rulebooks.layer import Strength
from care.rulebooks.library import JURISDICTIONS, library, packaged_texts
from care.rulebooks.load import read_layer
from care.rulebooks.rulebook import Basis
from care.rulebooks.values import URGENCIES, Amount
from records.codes import DutyBasis, ReportUrgency
from tests.care.rulebooks.texts import VOCABULARY, layer, rule

MONTHLY = rule("contact.maxInterval", "1", 'unit = "month"')


def flaws(text: str) -> list[tuple[FlawCode, str]]:
    with pytest.raises(RulebookError) as refused:
        read_layer(text, "made-up.toml", VOCABULARY)
    for one in refused.value.flaws:
        assert one.file == "made-up.toml"
        assert one.zh
        assert one.en
    return [(one.code, one.path) for one in refused.value.flaws]


def test_the_shipped_files_know_only_codes_that_exist() -> None:
    found = library(packaged_texts(), VOCABULARY)
    assert found.defaults is not None
    assert len(found.layers) + 1 == len(list(JURISDICTIONS.glob("*.toml")))


def test_every_list_that_a_dimension_names_exists() -> None:
    for key, one in dimensions().items():
        named = [one.codes] if isinstance(one.codes, str) else []
        named += [case for case in one.cases if not case.isupper()]
        assert set(named) <= set(VOCABULARY), key
        below = one.below
        assert below is None or below in dimensions()


def test_reads_a_rule_with_its_source() -> None:
    (found,) = read_layer(layer(MONTHLY), "made-up.toml", VOCABULARY).rules
    assert found.value == Amount(1, "month")
    assert found.citation == "made-up〔2026〕1号第一条"


def test_tells_every_error_of_a_file_at_once_with_its_path() -> None:
    text = layer(
        rule("contact.maxInterval", '"monthly"'),
        rule("no.such.key", "1"),
        rule("keyReasons", '["ORPHAN", "NO_SUCH_REASON"]'),
        rule("visit.key.raised", "1"),
        MONTHLY.replace('article = "第一条"\n', "") + "colour = 1\n",
        rule("emergency.urgency", '"SOON"'),
        rule("report.progress", '["13-01"]'),
        rule("visit.steps", "[]"),
        rule("staff.director.minPerVillage", "0"),
        rule("visit.key.raised", "true", 'unit = "month"'),
        rule("report.urgency", '"PROMPT"', 'for = ["NOT_A_CASE"]'),
        rule("visit.key.raised", "true", 'for = ["HIGH"]'),
        rule("visit.key.raised", "true", 'when = "no.such.key"'),
        rule("visit.specialNodes", "true", 'document = "two"'),
        rule("visit.specialNodes", "true", "from = 2026-05-01\nuntil = 2026-04-30"),
        '[[milestone]]\nid = "end"\nzh = "终"\nen = "End"\narticle = "一"\n',
        "[unknown]\n",
    )
    assert set(flaws(text)) == {
        (FlawCode.UNKNOWN_KEY, "unknown"),
        (FlawCode.BAD_VALUE, "rule[0].value"),
        (FlawCode.UNKNOWN_KEY, "rule[1].key"),
        (FlawCode.UNKNOWN_CODE, "rule[2].value"),
        (FlawCode.BAD_VALUE, "rule[3].value"),
        (FlawCode.MISSING, "rule[4].article"),
        (FlawCode.UNKNOWN_KEY, "rule[4].colour"),
        (FlawCode.BAD_VALUE, "rule[5].value"),
        (FlawCode.BAD_VALUE, "rule[6].value"),
        (FlawCode.BAD_VALUE, "rule[7].value"),
        (FlawCode.BAD_VALUE, "rule[8].value"),
        (FlawCode.BAD_VALUE, "rule[9].value"),
        (FlawCode.UNKNOWN_CODE, "rule[10].for"),
        (FlawCode.UNKNOWN_KEY, "rule[11].for"),
        (FlawCode.UNKNOWN_KEY, "rule[12].when"),
        (FlawCode.UNKNOWN_KEY, "rule[13].document"),
        (FlawCode.BAD_VALUE, "rule[14].until"),
        (FlawCode.MISSING, "milestone[0].ends"),
        (FlawCode.OVERLAP, "rule[12].from"),
    }


def test_refuses_what_is_no_toml() -> None:
    assert flaws("[layer") == [(FlawCode.BAD_TOML, "")]


def test_refuses_a_file_without_a_place() -> None:
    assert (FlawCode.MISSING, "layer.id") in flaws(MONTHLY)


def test_refuses_a_place_that_is_no_division_code() -> None:
    assert flaws(layer(MONTHLY, division=12)) == [(FlawCode.BAD_VALUE, "layer.division")]


def test_refuses_lists_written_as_something_else() -> None:
    text = layer(document="").replace("[documents.one]", "[elsewhere]") + "\n[rule]\n[milestone]\n"
    assert {path for _, path in flaws(text)} == {"elsewhere", "rule", "milestone"}
    assert (FlawCode.BAD_VALUE, "documents") in flaws('documents = 1\n[layer]\nid = "a"\nzh = "甲"\nen = "A"\n')


def test_refuses_a_milestone_that_stands_twice() -> None:
    one = '[[milestone]]\nid = "end"\nzh = "终"\nen = "End"\nends = 2026-01-01\narticle = "一"\n'
    assert flaws(layer(one, one)) == [(FlawCode.REPEATED, "milestone[1].id")]


def version(since: str, until: str = "", number: int = 1) -> str:
    return rule(
        "contact.maxInterval", str(number), f'unit = "month"\nfrom = {since}\n' + (f"until = {until}" if until else "")
    )


def test_takes_versions_that_follow_on() -> None:
    text = layer(version("2026-01-01", "2026-06-30"), version("2026-07-01", number=2))
    assert [one.value for one in read_layer(text, "made-up.toml").rules] == [Amount(1, "month"), Amount(2, "month")]


@pytest.mark.parametrize(("since", "code"), [("2026-06-30", FlawCode.OVERLAP), ("2026-07-02", FlawCode.GAP)])
def test_refuses_versions_with_a_gap_or_an_overlap(since: str, code: FlawCode) -> None:
    text = layer(version(since, number=2), version("2026-01-01", "2026-06-30"))
    assert flaws(text) == [(code, "rule[0].from")]


def test_refuses_two_rules_about_the_same_case_without_days() -> None:
    twice = rule("visit.household.maxInterval", "1", 'unit = "month"\nfor = ["HIGH", "MEDIUM"]')
    text = layer(twice, rule("visit.household.maxInterval", "2", 'unit = "month"\nfor = ["MEDIUM"]'))
    assert flaws(text) == [(FlawCode.OVERLAP, "rule[1].from")]


def test_refuses_two_layers_of_one_place_and_tells_the_flaws_of_all_files() -> None:
    with pytest.raises(RulebookError) as refused:
        library([("a.toml", layer()), ("b.toml", layer(place="other")), ("c.toml", "[layer")], VOCABULARY)
    assert [(one.file, one.code) for one in refused.value.flaws] == [
        ("b.toml", FlawCode.REPEATED),
        ("c.toml", FlawCode.BAD_TOML),
    ]


def test_the_law_speaks_the_words_of_the_records() -> None:
    assert [str(one) for one in Basis] == [str(one) for one in DutyBasis]
    assert set(URGENCIES) == set(ReportUrgency)


def test_a_rule_carries_everything_that_stands_beside_its_value() -> None:
    text = layer(
        rule(
            "visit.household.maxInterval",
            "2",
            'unit = "month"\nfor = ["LOW"]\nids = ["SX-B1", "SX-B2"]\nstrength = "may"\ninferred = true\n'
            'from = 2026-02-01\nuntil = 2026-12-31\nwhen = "visit.key.raised"',
            "第七条",
        ),
        rule("care.filed", "true"),
        document="from = 2026-01-01\nuntil = 2027-12-31",
    )
    found = read_layer(text, "made-up.toml", VOCABULARY)
    one, other = found.rules
    assert (one.layer, one.layer_name, one.key, one.case) == ("made-up", "某地", "visit.household.maxInterval", "LOW")
    assert (one.ids, one.strength, one.inferred) == (("SX-B1", "SX-B2"), Strength.MAY, True)
    assert (one.article, one.gist, one.when) == ("第七条", "一句话", "visit.key.raised")
    assert (one.since, one.until) == (date(2026, 2, 1), date(2026, 12, 31))
    assert one.dimension is dimensions()["visit.household.maxInterval"]
    assert one.document is found.documents["one"]
    # Without days of its own a rule begins with its document; that the document ends does not end it.
    assert (other.since, other.until, other.case) == (date(2026, 1, 1), None, None)
    assert (other.ids, other.strength, other.inferred, other.when) == ((), Strength.MUST, False, None)


def test_a_layer_knows_its_documents_its_milestones_and_the_hash_of_its_text() -> None:
    text = layer(
        "[documents.two]\nname = '另一文件'\n",
        rule("care.filed", "true", 'document = "two"'),
        '[[milestone]]\nid = "end"\nphase = "MAIN_PUSH"\nzh = "终"\nen = "End"\nbegins = 2026-01-01\n'
        'ends = 2026-01-01\nprecision = "year"\narticle = "第九条"\ndocument = "two"\n',
    )
    found = read_layer(text, "made-up.toml")
    assert list(found.documents) == ["one", "two"]
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()[:16]
    (one,) = found.milestones
    assert (one.layer, one.text.id, one.text.phase, one.citation) == ("made-up", "end", "MAIN_PUSH", "另一文件第九条")
    assert (one.text.begins, one.text.ends, one.text.precision) == (date(2026, 1, 1), date(2026, 1, 1), "year")
    assert found.rules[0].citation == "另一文件第一条"


def test_a_day_on_which_something_begins_and_ends_is_a_day() -> None:
    day = "from = 2026-05-01\nuntil = 2026-05-01"
    (found,) = read_layer(layer(rule("care.filed", "true", day), document=day), "").rules
    assert found.in_force(date(2026, 5, 1))
    assert not found.in_force(date(2026, 4, 30))
    assert not found.in_force(date(2026, 5, 2))
    assert not found.expired(date(2026, 5, 1))
    assert found.expired(date(2026, 5, 2))


def test_several_documents_must_be_named() -> None:
    second = "[documents.two]\nname = '另一文件'\n"
    assert flaws(layer(second, rule("care.filed", "true"))) == [(FlawCode.UNKNOWN_KEY, "rule[0].document")]


def test_sentences_stand_side_by_side_each_under_its_own_rule() -> None:
    text = layer(
        rule("note.visit", '"甲"', 'ids = ["SX-B5", "SX-B6"]'),
        rule("note.visit", '"乙"', 'ids = ["SX-B7"]'),
        rule("risk.scale", '["LOW"]', 'ids = ["SX-B9"]'),
    )
    assert [one.case for one in read_layer(text, "made-up.toml", VOCABULARY).rules] == ["SX-B5", "SX-B7", None]


def test_codes_of_lists_that_nobody_gave_are_not_checked() -> None:
    (found,) = read_layer(layer(rule("keyReasons", '["NOBODY"]')), "").rules
    assert found.value == frozenset({"NOBODY"})
