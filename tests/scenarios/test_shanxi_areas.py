"""Rows of Shanxi about children that live elsewhere (SX-B8, reading A19)."""

from typing import Any

from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import dues, duties
from tests.support.scenes import Scene

THERE = 140106001000  # a township of another county
CITED = "晋民函〔2025〕80号第七条"
DUTY = """duty { id kind status dueOn reasons child { id } division { code } satisfiedBy citation basis
  commission { id status childId childName address reason dueOn child { id } division { code } } }
  userErrors { code path message citation } warnings { code path }"""
COMMISSION = f"mutation($input: CommissionVisitInput!) {{ commissionVisit(input: $input) {{ {DUTY} }} }}"
ACCEPT = f"mutation($input: AcceptCommissionInput!) {{ acceptCommission(input: $input) {{ {DUTY} }} }}"
APPROVE = f"mutation($input: ApprovePhoneSubstituteInput!) {{ approvePhoneSubstitute(input: $input) {{ {DUTY} }} }}"
COMMISSIONS = """query($where: CommissionWhere) { commissions(where: $where) { totalCount nodes {
  id status childId childName address toDivision { code } child { id } visit { id } citation } } }"""


async def lives_elsewhere(here: Scene) -> str:
    """Register a child whose file is here and which lives in another county; it was visited on 2026-04-08."""
    here.at("2026-03-02")
    child = await here.register(address="长治路1号", livesAt=str(THERE))
    here.at("2026-04-08")
    await here.visit(child, "2026-04-08")
    return child


def receiver(here: Scene, role: Role = Role.TOWNSHIP) -> Caller:
    return here.caller(role, THERE, subject=f"{role.value.lower()}@there")


async def offer(here: Scene, child: str, **facts: Any) -> dict[str, Any]:
    form = {"childId": child, "reason": "随父母在外区就读", **facts}
    payload: dict[str, Any] = (await here.ask(COMMISSION, Role.CHILD_SUPERVISOR, input=form))["commissionVisit"]
    return payload


async def test_sx05_phone_satisfies_contact_and_the_visit_waits_for_the_commission(scene: Stage) -> None:
    here = scene("shanxi")
    child = await lives_elsewhere(here)
    here.at("2026-05-08")
    payload = await here.visit(child, "2026-05-08", "PHONE")
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert await dues(here, child) == ("2026-06-08", "2026-07-08")

    offered = await offer(here, child)
    assert offered["userErrors"] == []
    waiting = offered["duty"]
    assert (waiting["kind"], waiting["status"], waiting["child"]) == ("HOUSEHOLD_VISIT", "OPEN", {"id": child})
    (seen,) = (await here.ask(COMMISSIONS, receiver(here)))["commissions"]["nodes"]
    assert (seen["status"], seen["childName"], seen["address"]) == ("OFFERED", "单小明", "长治路1号")
    assert (seen["childId"], seen["child"], seen["citation"]) == (child, None, CITED)
    assert seen["toDivision"]["code"] == str(THERE)

    accepted = (await here.ask(ACCEPT, receiver(here), input={"commissionId": seen["id"]}))["acceptCommission"]
    assert accepted["userErrors"] == []
    theirs = accepted["duty"]
    assert (theirs["kind"], theirs["status"], theirs["dueOn"]) == ("HOUSEHOLD_VISIT", "OPEN", "2026-07-08")
    assert (theirs["reasons"], theirs["citation"], theirs["basis"]) == (["COMMISSIONED"], CITED, "GUIDANCE")
    assert (theirs["child"], theirs["division"]["code"]) == (None, str(THERE))
    assert (theirs["commission"]["childId"], theirs["commission"]["child"]) == (child, None)
    assert await dues(here, child) == ("2026-06-08", "2026-07-08")

    here.at("2026-06-02")
    visited = await here.visit(child, "2026-06-01", "COMMISSIONED", receiver(here))
    assert visited["userErrors"] == []
    # What the record still lacks is told beside it; the file itself lies out of the receiver's sight.
    assert (visited["visits"], visited["warnings"][0]["code"]) == ([], "OUT_OF_JURISDICTION")
    assert await dues(here, child) == ("2026-07-01", "2026-09-01")
    (mine,) = (await here.ask(COMMISSIONS, Role.COUNTY_OFFICER))["commissions"]["nodes"]
    assert (mine["status"], mine["child"]) == ("VISITED", {"id": child})
    done = [one for one in await duties(here, child, "HOUSEHOLD_VISIT") if one["status"] == "DONE"]
    assert done[-1]["satisfiedBy"] == mine["visit"]["id"]
    query = "query { duties(where: {statuses: [DONE]}) { nodes { kind satisfiedBy child { id } } } }"
    (settled,) = (await here.ask(query, receiver(here)))["duties"]["nodes"]
    assert settled == {"kind": "HOUSEHOLD_VISIT", "satisfiedBy": mine["visit"]["id"], "child": None}


async def test_sx05_a_call_stands_in_for_the_visit_only_with_a_reason_that_the_county_approved(scene: Stage) -> None:
    here = scene("shanxi")
    child = await lives_elsewhere(here)
    here.at("2026-06-01")
    refused = await here.visit(child, "2026-06-01", "PHONE_SUBSTITUTE")
    assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("RULE_VIOLATION", ["childIds", "0"])]
    blank = (await here.ask(APPROVE, input={"childId": child, "reason": " "}))["approvePhoneSubstitute"]
    assert [(one["code"], one["path"]) for one in blank["userErrors"]] == [("REQUIRED", ["reason"])]
    form = {"childId": child, "reason": "汛期道路中断"}
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.TOWNSHIP):
        denied = (await here.ask(APPROVE, role, input=form))["approvePhoneSubstitute"]
        assert [one["code"] for one in denied["userErrors"]] == ["FORBIDDEN"]
    approved = (await here.ask(APPROVE, input=form))["approvePhoneSubstitute"]
    assert (approved["userErrors"], approved["duty"]["kind"]) == ([], "HOUSEHOLD_VISIT")
    assert await dues(here, child) == ("2026-05-08", "2026-07-08")
    assert (await here.visit(child, "2026-06-01", "PHONE_SUBSTITUTE"))["userErrors"] == []
    assert await dues(here, child) == ("2026-07-01", "2026-09-01")
    again = await here.visit(child, "2026-06-01", "PHONE_SUBSTITUTE")
    assert [one["code"] for one in again["userErrors"]] == ["RULE_VIOLATION"]


async def test_sx05_an_ordinary_call_never_counts_as_the_visit(scene: Stage) -> None:
    here = scene("shanxi")
    child = await lives_elsewhere(here)
    here.at("2026-07-09")
    await here.visit(child, "2026-07-08", "PHONE")
    assert (await dues(here, child))[1] == "2026-07-08"
    assert (await duties(here, child, "HOUSEHOLD_VISIT"))[-1]["status"] == "OVERDUE"


async def test_a_commission_is_hidden_from_everybody_else_as_if_there_were_none(scene: Stage) -> None:
    here = scene("shanxi")
    child = await lives_elsewhere(here)
    await offer(here, child)
    (mine,) = (await here.ask(COMMISSIONS, Role.COUNTY_OFFICER))["commissions"]["nodes"]
    stranger = here.caller(Role.TOWNSHIP, THERE + 1_000)
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert (await here.ask(COMMISSIONS, stranger))["commissions"]["nodes"] == []
    for key in (mine["id"], f"commission_{'0' * 8}-0000-7000-8000-{'0' * 12}", "nonsense"):
        assert (await here.ask(node, stranger, id=key))["node"] is None
        refused = (await here.ask(ACCEPT, stranger, input={"commissionId": key}))["acceptCommission"]
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("NOT_FOUND", ["commissionId"])]
    for who in (receiver(here), stranger):
        assert (await here.ask(node, who, id=child))["node"] is None


async def test_where_the_law_is_silent_nobody_hands_a_visit_on(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    payload = await offer(here, child)
    assert payload["duty"] is None
    assert [(one["code"], one["path"], one["citation"]) for one in payload["userErrors"]] == [
        ("RULE_VIOLATION", ["mode"], None)
    ]
    assert "没有" in payload["userErrors"][0]["message"]
