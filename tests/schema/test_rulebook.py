"""The law through the graph: what holds where, when, and on whose word."""

from typing import Any

import pytest

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer
from tests.care.rulebooks.texts import rule as rule_text
from tests.schema.conftest import Ask
from tests.support.desks import ADMIN, ZHONGSHAN

SHANGRI_LA, YUNNAN = "533401000000", "530000000000"
RULEBOOK = """query($division: DivisionCode, $on: Date) { rulebook(division: $division, on: $on) {
    jurisdiction layers on version
    rules { id key case value unit basis sources citation inferred inForceFrom inForceUntil } } }"""


async def book(ask: Ask, division: str | None, on: str | None, role: Role = Role.COUNTY_OFFICER) -> dict[str, Any]:
    answer = await ask(role, RULEBOOK, division=division, on=on)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["rulebook"]
    return found


def rule(found: dict[str, Any], key: str, case: str | None = None) -> dict[str, Any] | None:
    return next((one for one in found["rules"] if (one["key"], one["case"]) == (key, case)), None)


async def test_a_rule_comes_with_value_unit_days_and_source(ask: Ask) -> None:
    found = await book(ask, SHANGRI_LA, "2026-03-20")
    assert (found["jurisdiction"], found["layers"]) == ("shangri-la", ["yunnan", "diqing", "shangri-la"])
    contact = rule(found, "contact.maxInterval")
    assert contact == {
        "id": "shangri-la/contact.maxInterval@2026-03-20",
        "key": "contact.maxInterval",
        "case": None,
        "value": "1",
        "unit": "month",
        "basis": "IN_FORCE",
        "sources": ["香格里拉市 香民发〔2024〕13号第二部分第5项：儿童主任每月至少联系一次"],
        "citation": "香民发〔2024〕13号第二部分第5项",
        "inferred": False,
        "inForceFrom": "2024-01-18",
        "inForceUntil": "2026-10-31",
    }


async def test_a_merged_rule_names_every_layer_it_came_from(ask: Ask) -> None:
    recipients = rule(await book(ask, SHANGRI_LA, "2026-03-20"), "emergency.recipients")
    assert recipients is not None
    assert recipients["value"] == "CIVIL_AFFAIRS, EDUCATION, HEALTH, POLICE"
    assert [one.split()[0] for one in recipients["sources"]] == ["云南省", "香格里拉市"]
    assert recipients["inForceUntil"] is None


async def test_silence_is_the_absence_of_the_rule(ask: Ask) -> None:
    found = await book(ask, YUNNAN, "2026-03-20")
    assert rule(found, "contact.maxInterval") is None
    screening = rule(found, "screening.village.maxInterval")
    assert screening is not None
    assert (screening["value"], screening["unit"], screening["inferred"]) == ("1", "quarter", True)


@pytest.mark.parametrize(
    ("on", "basis"), [("2026-10-31", "IN_FORCE"), ("2026-11-01", "EXPIRED_BASIS"), ("2024-01-17", None)]
)
async def test_the_day_decides(ask: Ask, on: str, basis: str | None) -> None:
    found = rule(await book(ask, SHANGRI_LA, on), "contact.maxInterval")
    assert (found and found["basis"]) == basis


async def test_without_a_place_the_tenants_own_rules_are_given_as_of_today(ask: Ask) -> None:
    found = await book(ask, None, None, Role.CHILD_DIRECTOR)
    assert (found["jurisdiction"], found["layers"]) == ("fujian", ["fujian"])
    low, high = (rule(found, "visit.household.maxInterval", case) for case in ("LOW", "HIGH"))
    assert low is not None
    assert high is not None
    assert (low["unit"], high["unit"]) == ("quarter", "month")
    assert len({one["id"] for one in found["rules"]}) == len(found["rules"])


async def test_a_tenant_reads_what_it_has_applied_and_others_the_shipped_files(
    house: House, fujian: Tenant, ask: Ask
) -> None:
    end = '[[milestone]]\nid = "end"\nzh = "终"\nen = "End"\nends = 2027-01-01\narticle = "一"\n'
    text = layer(rule_text("contact.maxInterval", "2", 'unit = "month"'), end, place="gulou", division=350102000000)
    async with house.work(fujian, scope=ADMIN.scope) as work:
        await apply_rulebook(work, ADMIN, ApplyRulebook(("gulou.toml", text)))
    place = str(ZHONGSHAN)
    own = await book(ask, place, None)
    contact = rule(own, "contact.maxInterval")
    assert (own["layers"], own["jurisdiction"]) == (["fujian", "gulou"], "gulou")
    assert contact is not None
    assert (contact["value"], contact["citation"]) == ("2", "gulou〔2026〕1号第一条")
    query = "query($division: DivisionCode) { milestones(division: $division) { id } }"
    found = (await ask(Role.COUNTY_OFFICER, query, division=place))["data"]["milestones"]
    assert found[-1] == {"id": "gulou/end"}
    answer = await ask(Role.COUNTY_OFFICER, RULEBOOK, tenant="jilin", division=place, on=None)
    assert answer["data"]["rulebook"]["layers"] == ["fujian"]


async def test_defaults_of_the_platform_are_marked(ask: Ask) -> None:
    nowhere = await book(ask, "110101001001", "2026-03-20")
    assert (nowhere["jurisdiction"], nowhere["layers"]) == ("platform", [])
    assert {one["basis"] for one in nowhere["rules"]} == {"PLATFORM_DEFAULT"}
    unrated = rule(await book(ask, None, "2026-03-20"), "risk.unratedAs")
    assert unrated is not None
    assert (unrated["value"], unrated["basis"]) == ("MEDIUM", "PLATFORM_DEFAULT")


async def test_phases_and_targets_are_told_in_the_order_of_their_days(ask: Ask) -> None:
    query = """query($division: DivisionCode) { milestones(division: $division) {
        id jurisdiction phase zh en startsOn dueOn precision citation } }"""
    answer = await ask(Role.COUNTY_OFFICER, query, division=SHANGRI_LA)
    found = answer["data"]["milestones"]
    assert [one["dueOn"] for one in found] == sorted(one["dueOn"] for one in found)
    training = next(one for one in found if one["id"] == "shangri-la/training-round")
    assert (training["phase"], training["dueOn"], training["precision"]) == (None, "2025-12-31", "YEAR")
    assert training["citation"] == "香民发〔2024〕13号第三部分（二）"
    own = (await ask(Role.COUNTY_OFFICER, query))["data"]["milestones"]
    assert {one["jurisdiction"] for one in own} == {"fujian"}
    assert {one["phase"] for one in own} == {"LAUNCH", "MAIN_PUSH", "CONSOLIDATE", None}
