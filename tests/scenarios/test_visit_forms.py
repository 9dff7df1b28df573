"""In every jurisdiction a visit is told exactly what its form requires, and held to what a document obliges to."""

from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import VILLAGES, Scene

FORM = """query($division: DivisionCode!, $on: Date) { form(kind: VISIT, division: $division, on: $on) {
  fields { name required requiredOf basis citation } } }"""
RECORD = """mutation($input: RecordVisitInput!) { recordVisit(input: $input) {
  visits { missingFindings } userErrors { code path citation } warnings { code path citation } } }"""


def told(reasons: list[dict[str, Any]]) -> dict[str, str]:
    return {".".join(one["path"]): one["citation"] for one in reasons if one["code"] == "REQUIRED"}


async def record(here: Scene, child: str, **facts: Any) -> dict[str, Any]:
    form = {"childIds": [child], "mode": "HOUSEHOLD", "occurredAt": "2026-11-05T12:00:00+08:00", **facts}
    payload: dict[str, Any] = (await here.ask(RECORD, Role.CHILD_DIRECTOR, input=form))["recordVisit"]
    return payload


@pytest.mark.parametrize("jurisdiction", VILLAGES)
async def test_what_the_form_requires_is_told_of_a_visit_that_lacks_it(scene: Stage, jurisdiction: str) -> None:
    here = scene(jurisdiction)
    here.at("2026-11-05", "18:00")
    fields = (await here.ask(FORM, Role.CHILD_DIRECTOR, division=str(here.village), on="2026-11-05"))["form"]["fields"]
    required = {
        one["name"]: one
        for one in fields
        if one["required"] and one["basis"] and one["name"].startswith("findings.") and one["name"].count(".") == 1
    }
    assert required
    child = await here.register()
    without = await record(here, child)
    assert without["userErrors"] == []
    assert told(without["warnings"]).keys() == required.keys()
    for name, citation in told(without["warnings"]).items():
        assert citation in required[name]["citation"]
    assert len(without["visits"][0]["missingFindings"]) == len(required)

    held = await record(here, child, findings={})
    binding = {name for name, one in required.items() if one["basis"] != "GUIDANCE"}
    assert told(held["userErrors"]).keys() == binding
    assert len(held["visits"]) == (0 if binding else 1)
    if not binding:
        assert told(held["warnings"]).keys() == required.keys()
