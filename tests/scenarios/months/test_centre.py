"""A month of a protection centre in Yunnan: a requested assessment, a temporary home, a conference's decisions."""

from dataclasses import replace

from records.codes import OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import read, told
from tests.support.months import account, give, owed, until
from tests.support.reporting import employed, office

RECORD = """mutation($input: RecordAssessmentInput!) { recordAssessment(input: $input) {
  assessment { id } userErrors { code path } } }"""
MONTH = """query { children { nodes { name address placement { kind }
  assessments(first: 5) { nodes { kind assessor assessedOn result } } } } }"""


async def test_a_centre_assesses_shelters_and_leaves_a_decision_undone(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-05-28")
    centre = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    me = replace(await employed(here, Role.PROTECTION_CENTRE, centre), areas=(), scope="{}")
    child, other = await here.register(name="和小", address="翠湖路1号"), await here.register(name="杨外")
    case = await told(here, "openCase", childId=child, summary="无人照看", organisationIds=[centre])
    decisions = [
        {"decision": "监护评估", "dueOn": "2026-06-10", "organisationId": centre},
        {"decision": "心理疏导", "dueOn": "2026-06-15", "organisationId": centre},
        {"decision": "链接社工", "dueOn": "2026-06-25", "organisationId": centre},
    ]
    held = {"caseId": case["id"], "heldOn": "2026-05-28", "departments": ["CIVIL_AFFAIRS"], "decisions": decisions}
    made = await told(here, "holdConference", **held)
    first, second, _ = [one["id"] for one in made["conferences"][0]["decisions"]]
    asked = {"childId": child, "kind": "GUARDIANSHIP"}
    request = await give(
        here, "requestAssessment", "assessment { id }", Role.CHILD_SUPERVISOR, **asked, assessor="未保中心"
    )

    await until(here, "2026-06-01")
    assert await owed(here, me) == [
        ("CONFERENCE_DECISION", "和小", "2026-06-10", "OPEN"),
        ("CONFERENCE_DECISION", "和小", "2026-06-15", "OPEN"),
        ("CONFERENCE_DECISION", "和小", "2026-06-25", "OPEN"),
    ]
    (mine,) = await read(here, me)
    assert mine["assessments"] == [{"id": request["id"], "kind": "GUARDIANSHIP", "assessedOn": None}]

    await until(here, "2026-06-02")
    shelter = {"kind": "PROTECTION_INSTITUTION", "startsOn": "2026-06-02", "plan": "临时监护，逐日陪护"}
    placement = await told(here, "placeChild", me, caseId=case["id"], organisationId=centre, **shelter)
    assert "云民规〔2019〕3号" in placement["citation"]

    await until(here, "2026-06-08")
    found = {"assessedOn": "2026-06-08", "result": "监护不足，父亲可返乡"}
    done = (await here.ask(RECORD, me, input={**asked, **found}))["recordAssessment"]
    assert done == {"assessment": {"id": request["id"]}, "userErrors": []}
    await told(here, "completeDecision", me, decisionId=first, doneOn="2026-06-08", outcome="已评估")
    # Neither of a child that is not the centre's, nor a level, which brothers and sisters would get, too.
    stranger = (await here.ask(RECORD, me, input={**asked, **found, "childId": other}))["recordAssessment"]
    assert stranger["userErrors"] == [{"code": "NOT_FOUND", "path": ["childId"]}]
    level = {"childId": child, "kind": "RISK_LEVEL", "assessedOn": "2026-06-08", "riskLevel": "HIGH"}
    refused = (await here.ask(RECORD, me, input=level))["recordAssessment"]
    assert refused["userErrors"] == [{"code": "FORBIDDEN", "path": []}]

    await until(here, "2026-06-17")
    await told(here, "completeDecision", me, decisionId=second, doneOn="2026-06-17", outcome="已疏导三次")
    await until(here, "2026-06-22")
    end = {"placementId": placement["id"], "endsOn": "2026-06-22", "reason": "父亲返乡照料"}
    assert (await told(here, "endPlacement", me, **end))["endsOn"] == "2026-06-22"

    await until(here, "2026-06-30")
    assert await owed(here, me) == [("CONFERENCE_DECISION", "和小", "2026-06-25", "OVERDUE")]
    assert await account(here, me) == [
        ("CONFERENCE_DECISION", "和小", "2026-06-10", "DONE"),
        ("CONFERENCE_DECISION", "和小", "2026-06-15", "DONE_LATE"),
        ("CONFERENCE_DECISION", "和小", "2026-06-25", "OVERDUE"),
    ]
    (mine,) = await read(here, me)
    assert (mine["id"], mine["stage"], mine["closedAt"]) == (case["id"], "GUARDIANSHIP_INTERVENTION", None)
    assert mine["assessments"] == [{"id": request["id"], "kind": "GUARDIANSHIP", "assessedOn": "2026-06-08"}]
    assert [(one["kind"], one["startsOn"], one["endsOn"]) for one in mine["placements"]] == [
        ("PROTECTION_INSTITUTION", "2026-06-02", "2026-06-22")
    ]
    assert [(one["decision"], one["doneOn"]) for one in mine["conferences"][0]["decisions"]] == [
        ("监护评估", "2026-06-08"),
        ("心理疏导", "2026-06-17"),
        ("链接社工", None),
    ]
    assessment = {"kind": "GUARDIANSHIP", "assessor": "未保中心", **found}
    assert (await here.ask(MONTH, me))["children"]["nodes"] == [
        {"name": "和小", "address": "翠湖路1号", "placement": None, "assessments": {"nodes": [assessment]}}
    ]
