"""Every duty can say in one sentence why it is due, by which rules, and from which facts it was counted."""

from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

DUTIES = """query($child: ID) { duties(where: {child: $child}, orderBy: DUE_AT) {
  nodes { id kind dueOn status reasons basis citation } } }"""
EXPLAIN = """query($id: ID!) { explainDuty(id: $id) {
  sentence rules { key value unit citation } inputs { name value } } }"""


async def duties(here: Scene, child: str, who: Role = Role.COUNTY_OFFICER) -> dict[str, Any]:
    found = (await here.ask(DUTIES, who, child=child))["duties"]["nodes"]
    return {one["kind"]: one for one in found}


async def test_says_why_a_visit_is_due_in_one_chinese_sentence(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    child = await here.register()
    here.at("2026-01-31")
    await here.visit(child, "2026-01-31")
    duty = (await duties(here, child))["HOUSEHOLD_VISIT"]
    told = (await here.ask(EXPLAIN, id=duty["id"]))["explainDuty"]
    assert told["sentence"] == (
        "依据晋民函〔2025〕80号第五条（参照执行），入户走访间隔（最长）3 个月，自2026年1月31日起算，"
        "应于2026年4月30日24时前完成入户走访。"
    )
    assert [rule["key"] for rule in told["rules"]] == ["visit.household.maxInterval"]
    assert {"name": "起算日", "value": "2026-01-31"} in told["inputs"]


async def test_says_it_in_english_to_who_reads_english(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-05-10")
    child = await here.register()
    duty = (await duties(here, child))["HOUSEHOLD_VISIT"]
    who = here.caller(Role.COUNTY_OFFICER, language="en")
    told = (await here.ask(EXPLAIN, who, id=duty["id"]))["explainDuty"]
    assert told["sentence"].startswith("Household visit is due by the end of 2026-06-10")


async def test_keeps_restricted_reasons_from_who_may_not_read_them(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-10")
    child = await here.register(categories=[{"category": "HIV_INFECTED"}])
    shown = (await duties(here, child))["HOUSEHOLD_VISIT"]
    hidden = (await duties(here, child, Role.CHILD_DIRECTOR))["HOUSEHOLD_VISIT"]
    assert shown["dueOn"] == hidden["dueOn"] == "2026-04-10"
    assert "HIV_INFECTED" not in hidden["reasons"]
    told = (await here.ask(EXPLAIN, Role.CHILD_DIRECTOR, id=hidden["id"]))["explainDuty"]
    assert "艾滋" not in str(told)
    assert "HIV" not in str(told)


@pytest.mark.parametrize("key", ["duty_00000000-0000-7000-8000-000000000000", "child_x", ""])
async def test_a_duty_that_is_not_in_sight_has_no_reason(scene: Stage, key: str) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    assert (await here.ask(EXPLAIN, id=key))["explainDuty"] is None
