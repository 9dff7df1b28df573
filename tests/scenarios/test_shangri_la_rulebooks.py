"""A county's plan ends, and somebody decides (scenarios, XG11; reading A27)."""

from typing import Any

from care.actions.apply_rulebook import ApplyRulebook
from care.actions.walk import walk
from care.rulebooks.library import JURISDICTIONS
from jobs.worker import go_through
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.lawful import apply
from tests.support.scenes import Scene

COUNTY = (JURISDICTIONS / "shangri_la.toml").read_text()
DUTIES = """query($id: ID!) { child(id: $id) { duties(first: 50) { nodes {
  kind status dueOn basis citation rule ruleVersion } } } }"""
ENDED = "until = 2026-10-31"


async def owed(here: Scene, child: str) -> dict[str, dict[str, Any]]:
    """Give the duties by kind that are still to be done."""
    found = (await here.ask(DUTIES, Role.COUNTY_OFFICER, id=child))["child"]["duties"]["nodes"]
    return {one["kind"]: one for one in found if one["status"] in ("OPEN", "DUE_TODAY", "OVERDUE")}


async def decide(here: Scene, text: str) -> None:
    """Apply the county's text and walk through its children."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    await apply(here.house, tenant, ApplyRulebook(("shangri_la.toml", text)))
    await walk(here.house, tenant)


async def test_xg11_obligations_go_on_after_the_plan_and_say_so(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-10-20")
    child = await here.register()
    before = await owed(here, child)
    assert {before[kind]["basis"] for kind in ("CONTACT", "HOUSEHOLD_VISIT")} == {"IN_FORCE"}
    here.at("2026-11-05")
    await go_through(here.house)
    after = await owed(here, child)
    for kind in ("CONTACT", "HOUSEHOLD_VISIT"):
        assert after[kind]["basis"] == "EXPIRED_BASIS"
        assert (after[kind]["dueOn"], after[kind]["citation"]) == (before[kind]["dueOn"], before[kind]["citation"])


async def test_xg11_a_renewed_plan_is_in_force_again_and_moves_nothing(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-11-05")
    child = await here.register()
    before = await owed(here, child)
    assert before["CONTACT"]["basis"] == "EXPIRED_BASIS"
    await decide(here, COUNTY.replace(ENDED, "until = 2028-12-31"))
    after = await owed(here, child)
    for kind in ("CONTACT", "HOUSEHOLD_VISIT"):
        assert (after[kind]["basis"], after[kind]["dueOn"]) == ("IN_FORCE", before[kind]["dueOn"])
        assert after[kind]["ruleVersion"] != before[kind]["ruleVersion"]


async def test_xg11_a_rule_that_is_ended_owes_nothing_more_and_the_others_go_on(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-11-05")
    child = await here.register()
    assert "CONTACT" in await owed(here, child)
    head, _, tail = COUNTY.partition('key = "contact.maxInterval"\n')
    assert tail
    await decide(here, f'{head}key = "contact.maxInterval"\nuntil = 2026-10-31\n{tail}')
    after = await owed(here, child)
    assert "CONTACT" not in after
    assert after["HOUSEHOLD_VISIT"]["basis"] == "EXPIRED_BASIS"
    cancelled = (await here.ask(DUTIES, Role.COUNTY_OFFICER, id=child))["child"]["duties"]["nodes"]
    assert {one["kind"] for one in cancelled if one["status"] == "CANCELLED"} == {"CONTACT"}
