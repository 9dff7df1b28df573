"""Cases: who opens them, who is kept out, what moves with the child, what the trail keeps."""

from uuid import UUID

import asyncpg

from records.codes import Department, OrganisationKind, Role
from tenants.house import House
from tests.support.casework import opened, owed, read, refused, say, told
from tests.support.reporting import department, employed, file, liaison, office
from tests.support.scenes import Scene

TRAIL = """SELECT action, kind, purpose, fields FROM t_fujian.audit_event
  WHERE action LIKE 'case:%' OR action LIKE 'placement:%' ORDER BY at, id"""
MOVE = """mutation($input: MoveChildInput!) { moveChild(input: $input) { userErrors { code path } } }"""


def here(house: House) -> Scene:
    scene = Scene(house, "fujian")
    scene.at("2026-07-01")
    return scene


async def test_a_child_has_one_running_case_and_a_request_is_answered_once(house: House) -> None:
    scene = here(house)
    child = await scene.register()
    first = await told(scene, "openCase", childId=child, idempotencyKey="a")
    assert (first["stage"], first["viewerCan"]) == (
        "EMERGENCY_HANDLING",
        ["confer", "fulfil", "intervene", "apply", "close"],
    )
    assert (await told(scene, "openCase", childId=child, idempotencyKey="a"))["id"] == first["id"]
    again = await say(scene, "openCase", childId=child)
    assert refused(again) == [("CONFLICT", "childId")]
    assert first["id"] in again["userErrors"][0]["message"]
    await told(scene, "closeCase", caseId=first["id"], outcome="已恢复")
    assert (await told(scene, "openCase", childId=child))["id"] != first["id"]
    assert refused(await say(scene, "closeCase", caseId=first["id"], outcome="再次")) == [("CONFLICT", "caseId")]


async def test_a_report_about_another_child_makes_no_case(house: House) -> None:
    scene = here(house)
    child, other = await scene.register(), await scene.register(name="单小红")
    report = (await file(scene, "GUARDIAN_NOT_PERFORMING", "2026-07-01T08:00", childIds=[other]))["report"]["id"]
    payload = await say(scene, "openCase", childId=child, reportIds=[report])
    assert refused(payload) == [("BAD_USER_INPUT", "reportIds.0")]
    stranger = scene.caller(Role.COUNTY_OFFICER, 350103000000)
    assert refused(await say(scene, "openCase", stranger, childId=child)) == [("NOT_FOUND", "childId.0")]
    for role in (Role.CHILD_DIRECTOR, Role.TOWNSHIP, Role.SCHOOL, Role.DEPARTMENT_LIAISON):
        assert refused(await say(scene, "openCase", role, childId=child)) == [("FORBIDDEN", "")]


async def test_who_is_implicated_reads_no_case_and_owes_nothing_in_it(house: House) -> None:
    scene = here(house)
    child = await scene.register()
    committee = await office(scene, OrganisationKind.VILLAGE_COMMITTEE, scene.village)
    clerk = await employed(scene, Role.VILLAGE_COMMITTEE, committee)
    director = await employed(scene, Role.CHILD_DIRECTOR)
    filed = await file(scene, "ABUSE", "2026-07-01T08:00", Role.SCHOOL, childIds=[child], implicated=[committee])
    case = await told(scene, "openCase", childId=child, reportIds=[filed["report"]["id"]])
    assert case["division"]["code"] == str(scene.township)
    assert refused(await say(scene, "openCase", childId=child, organisationIds=[committee])) != []
    decided = [{"decision": "看护", "dueOn": "2026-07-05", "organisationId": committee}]
    given = {"caseId": case["id"], "heldOn": "2026-07-01", "departments": ["CIVIL_AFFAIRS"]}
    assert refused(await say(scene, "holdConference", **given, decisions=decided)) == [
        ("RULE_VIOLATION", "decisions.0.organisationId")
    ]
    decided = [{"decision": "核查", "dueOn": "2026-07-05", "post": "CHILD_SUPERVISOR"}]
    await told(scene, "holdConference", **given, decisions=decided)
    assert await read(scene, clerk) == []
    # The duty stands where the case is overseen, and no duty of the child's village tells of it.
    assert await owed(scene, "CONFERENCE_DECISION", director) == []
    assert [one["child"] for one in await owed(scene, "CONFERENCE_DECISION", Role.CHILD_SUPERVISOR)] == [None]


async def test_a_protection_institution_leads_the_cases_of_children_it_was_given(house: House) -> None:
    scene = here(house)
    centre = await office(scene, OrganisationKind.PROTECTION_CENTRE, scene.county)
    keeper = await employed(scene, Role.PROTECTION_CENTRE, centre)
    colleague = await employed(scene, Role.PROTECTION_CENTRE, centre, subject="colleague@fujian")
    child, case = await opened(scene, organisationIds=[centre], summary="父母失联")
    (theirs,) = await read(scene, keeper)
    assert (theirs["id"], theirs["summary"], theirs["masked"]) == (case, "父母失联", [])
    await told(scene, "closeCase", keeper, caseId=case, outcome="转入救助")
    own = await told(scene, "openCase", keeper, childId=child)
    assert {one["id"] for one in await read(scene, colleague)} == {case, own["id"]}
    acted = {"caseId": own["id"], "kind": "TEMP_CARE", "takenOn": "2026-07-01"}
    assert (await told(scene, "recordIntervention", colleague, **acted))["interventions"][0]["kind"] == "TEMP_CARE"


async def test_a_department_reads_its_cases_and_neither_visits_nor_other_cases(house: House) -> None:
    scene = here(house)
    police = await liaison(scene, Department.POLICE)
    health = await department(scene, Department.HEALTH)
    child, case = await opened(scene)
    await opened(scene, organisationIds=[health])
    assert await read(scene, police) == []
    await told(scene, "holdConference", caseId=case, heldOn="2026-07-01", departments=["POLICE"])
    assert [one["id"] for one in await read(scene, police)] == [case]
    seen = "query($id: ID!) { child(id: $id) { name guardianshipRating duties(first: 5) { nodes { kind } } } }"
    shown = (await scene.ask(seen, police, id=child))["child"]
    assert (shown["guardianshipRating"], shown["duties"]["nodes"]) == (None, [])
    given = {"caseId": case, "outcome": "已处置"}
    assert refused(await say(scene, "closeCase", police, **given)) == [("FORBIDDEN", "")]


async def test_a_case_moves_with_its_child(house: House) -> None:
    scene = here(house)
    child, case = await opened(scene)
    decided = [{"decision": "走访", "dueOn": "2026-07-05", "post": "CHILD_SUPERVISOR"}]
    given = {"caseId": case, "heldOn": "2026-07-01", "departments": ["CIVIL_AFFAIRS"], "decisions": decided}
    await told(scene, "holdConference", **given)
    version = (await scene.ask("query($id: ID!) { child(id: $id) { version } }", id=child))["child"]["version"]
    target = "350103001001"
    moved = await scene.ask(MOVE, input={"id": child, "version": version, "division": target, "address": "新街1号"})
    assert moved["moveChild"]["userErrors"] == []
    assert await read(scene, Role.COUNTY_OFFICER) == []
    there = scene.caller(Role.COUNTY_OFFICER, 350103000000)
    (theirs,) = await read(scene, there)
    assert (theirs["id"], theirs["division"]["code"]) == (case, target)
    assert len(await owed(scene, "CONFERENCE_DECISION", there)) == 1


async def test_the_trail_names_what_was_done_and_a_refusal_leaves_nothing(
    house: House, owner: asyncpg.Connection
) -> None:
    scene = here(house)
    _, case = await opened(scene, summary="情况")
    wrong = await say(scene, "holdConference", caseId=case, heldOn="2026-07-02", departments=[])
    assert refused(wrong) == [("BAD_USER_INPUT", "heldOn"), ("REQUIRED", "departments")]
    await told(scene, "recordIntervention", caseId=case, kind="STOP", takenOn="2026-07-01", detail="当场制止")
    placed = {"kind": "RELATIVE_CARE", "startsOn": "2026-07-01", "carerName": "林秀英"}
    placement = (await told(scene, "placeChild", caseId=case, **placed))["id"]
    await told(scene, "endPlacement", placementId=placement, endsOn="2026-07-01", reason="返家")
    court = {"ground": "OTHER", "appliedOn": "2026-07-01", "court": "鼓楼区人民法院"}
    await told(scene, "recordCourtApplication", caseId=case, **court)
    await told(scene, "closeCase", caseId=case, outcome="已恢复")
    rows = [dict(row) for row in await owner.fetch(TRAIL)]
    assert [(row["action"], row["kind"]) for row in rows] == [
        ("case:open", "case"),
        ("case:intervene", "case"),
        ("placement:begin", "placement"),
        ("placement:end", "placement"),
        ("case:apply", "case"),
        ("case:close", "case"),
    ]
    assert {row["purpose"] for row in rows} == {"CASE_HANDLING"}
    assert not any("制止" in str(row) for row in rows)
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.conference") == 0
    events = await owner.fetch("SELECT subject FROM t_fujian.outbox WHERE subject_kind = 'case'")
    assert {row["subject"] for row in events} == {UUID(case.partition("_")[2])}
