"""Conditions that are kept say in each statement what they would say had they been made for it."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graphql.execution.values import VariableValues
from sqlalchemy import select

from policies.caller import Caller
from policies.permits import permit
from policies.source import baseline
from reads import json, kept
from reads.frame import Frame, frame_of
from reads.given import Given, resolved
from reads.rows import visible
from reads.sources import Rows
from records.codes import Role
from schema.build import core
from schema.execute import built
from tenants.statement import compile_once

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TENANT, AREAS = "fujian", (350102000000, 350103000000, 350102001001)
ROWS = {id(one.rows): one.rows for one in built()[1].entities.values()}.values()


def given(role: Role, areas: tuple[int, ...], subject: str) -> Given:
    caller = Caller(
        subject=subject,
        name=None,
        tenant=TENANT,
        role=role,
        areas=areas,
        organisations=(),
        scope="{}",
        permit=permit(baseline(), role, TENANT),
        expires=NOW,
        language="zh",
    )
    return Given(caller, caller.scope, NOW, VariableValues({}, {}))


def frame(of: Given) -> Frame:
    schema, types = built()
    return frame_of(of, types, core(schema), {})


def said(rows: Rows, of: Given) -> tuple[str, list[Any], dict[str, Any]]:
    """Give a condition as a statement says it, with its values in their places and its rows called by number."""
    within = frame(of)
    one, two = within.alias(rows.table), within.alias(rows.table)
    asked = select(json.ONE).select_from(one).select_from(two)
    asked = asked.where(visible(within, rows, one), visible(within, rows, two))
    text, arguments = compile_once(asked, f"t_{TENANT}")
    values = resolved(arguments, of)
    text = re.sub(r"\$(\d+)", lambda found: f"<{values[int(found[1]) - 1]!r}>", text)
    names = {name: f"row{number}" for number, name in enumerate(dict.fromkeys(re.findall(r" AS (\w+_\d+)\b", text)))}
    text = re.sub(r"\b\w+_\d+\b", lambda found: names.get(found[0], found[0]), text)
    asked_of = [(name, answer) for name, (_, answer) in within.inquiry.answers.items()]
    text = re.sub(r"[\s()]+", " ", text)  # what holds for no row, or for every one, may be left out
    return re.sub(r"false OR |true AND | AND true(?! \w)|\s", "", text), asked_of, within.reading.kinds


@pytest.mark.parametrize("role", list(Role))
def test_a_condition_that_was_kept_is_the_one_that_would_be_made(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    askers = [given(role, AREAS[:1], "one@fujian"), given(role, AREAS[1:], "two@fujian")]
    found = [[said(rows, of) for rows in ROWS] for of in (*askers, *askers)]
    monkeypatch.setattr(kept, "fits", lambda _row: False)
    for rows, *every in zip(ROWS, *found, strict=True):
        anew = [said(rows, of) for of in askers]
        assert every == [*anew, *anew], rows.kind
