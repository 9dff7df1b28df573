"""Every rule of the five documents has its place: the table names it, and what the table says is so.

`rule_ids.txt` is the list of rules (a letter alone stands for a table whose rows have no numbers). Places: `key` of the
rulebooks, `milestone`, `test`, `silent` (the document says nothing: the keys must be absent, or hold no such code),
`shown` only, for the reason given. Nothing is left for later.
"""

import csv
from collections.abc import Iterable

import pytest

from care.rulebooks.layer import Layer
from care.rulebooks.library import JURISDICTIONS, PLATFORM, packaged
from tests.support.children import ROOT

LAYERS = {"SX": "shanxi", "YN": "yunnan", "JL": "jilin", "FJ": "fujian", "XG": "shangri-la"}
KNOWN = (ROOT / "tests/care/rulebooks/rule_ids.txt").read_text().split()
with (JURISDICTIONS.parent / "coverage.csv").open(newline="", encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))
BY_PLACE = {place: [row for row in ROWS if row["place"] == place] for place in {row["place"] for row in ROWS}}


def layer_of(rule: str) -> Layer:
    return next(layer for layer in packaged().layers if layer.id == LAYERS[rule[:2]])


def keys_of(rule: str) -> set[str]:
    return {one.key for one in layer_of(rule).rules if rule in one.ids}


def named(rows: Iterable[dict[str, str]]) -> list[str]:
    return [row["rule"] for row in rows]


def test_every_rule_stands_in_the_table_once_and_no_other() -> None:
    assert named(ROWS) == KNOWN
    assert len(set(KNOWN)) == len(KNOWN)
    assert set(BY_PLACE) <= {"key", "milestone", "test", "silent", "shown"}


def test_no_file_cites_a_rule_that_does_not_exist() -> None:
    cited = {rule for layer in packaged().layers for one in layer.rules for rule in one.ids}
    assert cited <= set(KNOWN)


def test_every_shipped_value_of_a_document_names_its_rule() -> None:
    for layer in packaged().layers:
        for one in layer.rules:
            assert one.ids, f"{layer.id} {one.key}"
            assert {LAYERS[rule[:2]] for rule in one.ids} == {layer.id}


@pytest.mark.parametrize("row", BY_PLACE["key"] + BY_PLACE["shown"], ids=lambda row: str(row["rule"]))
def test_a_key_of_the_table_is_where_the_rule_stands(row: dict[str, str]) -> None:
    keys = keys_of(row["rule"])
    assert set(row["target"].split()) <= keys
    assert {key for key in keys if not key.startswith("note.")} <= set(row["target"].split())


def test_what_is_only_shown_gives_its_reason() -> None:
    for row in BY_PLACE["shown"]:
        assert row["reason"], row["rule"]
        assert all(key.startswith("note.") for key in row["target"].split()), row["rule"]


@pytest.mark.parametrize("row", BY_PLACE["silent"], ids=lambda row: str(row["rule"]))
def test_silence_stays_silence(row: dict[str, str]) -> None:
    said = layer_of(row["rule"]).rules
    assert row["target"]
    for target in row["target"].split():
        key, _, code = target.partition("=")
        values = [one.value for one in said if one.key == key]
        if code:
            assert not any(isinstance(value, frozenset) and code in value for value in values), target
        else:
            assert values == [], target


def test_milestones_of_the_table_exist() -> None:
    for row in BY_PLACE["milestone"]:
        assert set(row["target"].split()) <= {one.text.id for one in layer_of(row["rule"]).milestones}, row["rule"]


def test_tests_of_the_table_exist() -> None:
    for row in BY_PLACE["test"]:
        assert (ROOT / row["target"]).is_file()


def test_only_the_platforms_own_file_holds_defaults() -> None:
    assert packaged().defaults is not None
    for layer in packaged().layers:
        assert layer.id != PLATFORM
        assert [one.key for one in layer.rules if one.when is not None] == []
