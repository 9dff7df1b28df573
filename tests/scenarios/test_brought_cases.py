"""Above the county sums alone show, and single rows through a case that was brought there: for a time, in the trail."""

from dataclasses import replace
from typing import Any

import pytest

from policies.caller import Caller
from records.codes import OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import refused, told
from tests.support.glass import NUMBER, by_hand, trail
from tests.support.reporting import employed, file, office
from tests.support.scenes import Scene

BROUGHT = "id caseId reason until broughtBy before { code } case { id } masked"
BRING = f"""mutation($input: BringCaseInput!) {{ bringCase(input: $input) {{
  broughtCase {{ {BROUGHT} }} userErrors {{ code path message }} warnings {{ code }} }} }}"""
LIST = f"query($where: BroughtCaseWhere) {{ broughtCases(where: $where) {{ nodes {{ {BROUGHT} }} }} }}"
OPENED = """query($case: ID!) { caseBroughtUp(id: $case) { id outcome summary viewerCan masked
  conferences { summary plan } reports { id circumstance } assessments { id } placements { id kind }
  child { id name birthDate division { code } residentId address riskLevel notes masked viewerCan
    guardians { id } household { id } visits { totalCount nodes { id } } duties { nodes { id } } } } }"""
EVERYDAY = """query($case: ID!, $child: ID!, $report: ID!) {
  case: node(id: $case) { id } child(id: $child) { id } report: node(id: $report) { id }
  children { totalCount nodes { id } } cases { totalCount nodes { id } } reports { totalCount nodes { id } }
  guardians { totalCount nodes { id } } duties { totalCount nodes { id } } }"""
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("case", "child", "report")),
    **{kind: {"totalCount": None, "nodes": []} for kind in ("children", "cases", "reports", "guardians", "duties")},
}
REASON = "跨县案件，需市级协调安置"
Payload = dict[str, Any]


async def bring(here: Scene, who: Role | Caller, case: str, **given: Any) -> Payload:
    """Bring a case up and give the payload."""
    form = {"caseId": case, "level": "PREFECTURE", "reason": REASON, "until": "2026-03-09T00:00:00+08:00", **given}
    payload: Payload = (await here.ask(BRING, who, input=form))["bringCase"]
    return payload


async def open_it(here: Scene, who: Role | Caller, case: str) -> Payload | None:
    """Open a case that was brought up."""
    found: Payload | None = (await here.ask(OPENED, who, case=case))["caseBroughtUp"]
    return found


async def case_with_all(here: Scene) -> dict[str, str]:
    """Register a child with much on file, report it, confer on it; gives the ids."""
    facts: dict[str, Any] = {"residentId": NUMBER, "residentIdMissing": None, "address": "青石巷7号"}
    father = {"relation": "FATHER", "name": "单大伟"}
    child = await here.register(**facts, notes="多次夜不归宿", guardians=[father])
    await here.visit(child, "2026-03-02")
    report = (await file(here, "CHILD_LIVING_ALONE", "2026-03-02T08:00", childIds=[child]))["report"]["id"]
    case = (await told(here, "openCase", childId=child, reportIds=[report], summary="邻居反映"))["id"]
    held = {"heldOn": "2026-03-02", "departments": ["CIVIL_AFFAIRS"], "plan": "由亲属临时照料", "summary": "会商纪要"}
    await told(here, "holdConference", caseId=case, **held)
    return {"child": child, "report": report, "case": case}


async def test_a_case_opens_to_the_office_it_was_brought_before_and_to_nobody_else(
    scene: Stage, theatre_url: str
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    ids = await case_with_all(here)
    prefecture, province = Role.PREFECTURE_OFFICER, Role.PROVINCE_OFFICER
    elsewhere = here.caller(prefecture, 350200000000, subject="xiamen@fujian")
    assert await open_it(here, prefecture, ids["case"]) is None
    brought = await bring(here, Role.COUNTY_OFFICER, ids["case"])
    assert brought["userErrors"] == []
    its = brought["broughtCase"]
    assert (its["caseId"], its["reason"], its["before"]) == (ids["case"], REASON, {"code": "350100000000"})

    for who in (prefecture, province, elsewhere, Role.COUNTY_OFFICER):
        seen = (await here.ask(LIST, who))["broughtCases"]["nodes"]
        assert [one["id"] for one in seen] == ([its["id"]] if who in (prefecture, Role.COUNTY_OFFICER) else [])
        if who is not Role.COUNTY_OFFICER:
            assert all(one["case"] is None for one in seen)
            assert await here.ask(EVERYDAY, who, **ids) == NOTHING
    for who in (province, elsewhere, Role.COUNTY_OFFICER, Role.AUDITOR, Role.CHILD_DIRECTOR):
        assert await open_it(here, who, ids["case"]) is None

    case = await open_it(here, prefecture, ids["case"])
    assert case is not None
    assert (case["id"], case["summary"], case["viewerCan"]) == (ids["case"], None, [])
    assert case["conferences"] == [{"summary": None, "plan": "由亲属临时照料"}]
    assert [one["id"] for one in case["reports"]] == [ids["report"]]
    child = case["child"]
    assert (child["id"], child["name"], child["birthDate"]) == (ids["child"], "单小明", "2016-05-01")
    for hidden in ("residentId", "address", "riskLevel", "notes", "household"):
        assert child[hidden] is None
        assert hidden in child["masked"]
    assert (child["guardians"], child["viewerCan"], case["assessments"]) == ([], [], [])
    assert (child["visits"], child["duties"]) == ({"totalCount": None, "nodes": []}, {"nodes": []})
    # It opened where it was asked for, and nowhere else: not beside it, not in another role of the same account.
    assert await here.ask(EVERYDAY, prefecture, **ids) == NOTHING
    helper = here.caller(Role.VOLUNTEER, subject=here.caller(prefecture).subject)
    for role in (Role.VOLUNTEER, Role.PROTECTION_CENTRE):
        helper = replace(here.caller(role, subject=here.caller(prefecture).subject), areas=(), scope="{}")
        seen = await here.ask(EVERYDAY, helper, **ids)
        assert (seen["case"], seen["child"], seen["report"], seen["children"]["nodes"]) == (None, None, None, [])
        assert await open_it(here, helper, ids["case"]) is None
    close = "mutation($input: CloseCaseInput!) { closeCase(input: $input) { userErrors { code path } } }"
    centre = await here.ask(close, helper, input={"caseId": ids["case"], "outcome": "x"})
    assert centre["closeCase"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["caseId"]}]

    rows = await trail(theatre_url, "broughtCase:open")
    me = here.caller(prefecture).subject
    assert [(row["subject"], f"{row['kind']}_{row['object']}") for row in rows] == [
        (me, ids["case"]),
        (me, ids["child"]),
    ]
    (row,) = await trail(theatre_url, "case:bring")
    assert (row["subject"], row["reason"]) == (here.caller(Role.COUNTY_OFFICER).subject, REASON)


@pytest.mark.parametrize("way", ["time", "close", "move", "again"])
async def test_what_was_brought_ends_by_its_time_with_the_case_and_where_the_child_moves_away(
    scene: Stage, theatre_url: str, way: str
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    case = (await told(here, "openCase", childId=child))["id"]
    assert (await bring(here, Role.COUNTY_OFFICER, case))["userErrors"] == []
    who = Role.PREFECTURE_OFFICER
    assert await open_it(here, who, case) is not None
    match way:
        case "time":
            here.at("2026-03-09", "00:00")
            assert (await here.ask(LIST, who, where={"running": True}))["broughtCases"]["nodes"] == []
        case "close":
            await told(here, "closeCase", caseId=case, outcome="已返家")
        case "move":
            sql = "UPDATE t_fujian.care_case SET division = 350203001001, prefecture = 350200000000"
            await by_hand(theatre_url, sql)
        case "again":
            here.at("2026-03-02", "10:00")
            again = await bring(here, Role.COUNTY_OFFICER, case, until="2026-03-03T00:00:00+08:00")
            assert len((await here.ask(LIST, who, where={"running": True}))["broughtCases"]["nodes"]) == 1
            assert await open_it(here, who, case) is not None
            assert again["broughtCase"]["until"] == "2026-03-03T00:00:00+08:00"
            here.at("2026-03-03", "00:00")
    assert await open_it(here, who, case) is None


async def test_what_is_wrong_with_bringing_a_case_is_told(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    seat = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    centre = replace(await employed(here, Role.PROTECTION_CENTRE, seat, subject="centre@fujian"), areas=(), scope="{}")
    case = (await told(here, "openCase", childId=child))["id"]
    wrong = {"level": "COUNTY", "until": "2026-03-02T09:00:00+08:00", "reason": "电话13800138642"}
    assert refused(await bring(here, Role.COUNTY_OFFICER, case, **wrong)) == [
        ("BAD_USER_INPUT", "level"),
        ("BAD_USER_INPUT", "until"),
        ("BAD_USER_INPUT", "reason"),
    ]
    for who in (centre, here.caller(Role.COUNTY_OFFICER, 350103000000)):
        assert refused(await bring(here, who, case)) == [("NOT_FOUND", "caseId")]
    for role in (Role.CHILD_SUPERVISOR, Role.PREFECTURE_OFFICER, Role.SCHOOL):
        assert refused(await bring(here, role, case)) == [("FORBIDDEN", "")]
    other = await here.register(name="单小红")
    own = (await told(here, "openCase", childId=other, organisationIds=[seat]))["id"]
    form = {"level": "PROVINCE", "idempotencyKey": "k"}
    brought = await bring(here, centre, own, **form)
    assert brought["userErrors"] == []
    assert await bring(here, centre, own, **form) == brought
    assert (await open_it(here, Role.PROVINCE_OFFICER, own) or {})["id"] == own
    assert await open_it(here, Role.PREFECTURE_OFFICER, own) is None
    await told(here, "closeCase", caseId=case, outcome="已返家")
    assert refused(await bring(here, Role.COUNTY_OFFICER, case)) == [("CONFLICT", "caseId")]
