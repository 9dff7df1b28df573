"""Cases in Yunnan: four stages, conferences, placements by agreement, the court (YN-D8 to D10, H3, K3, K4)."""

from records.codes import Department, OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import opened, owed, read, refused, say, told, warned
from tests.support.reporting import department, employed, file, liaison, office


async def test_yn13_a_welfare_institution_rears_under_an_agreement_alone(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    centre = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    home = await office(here, OrganisationKind.WELFARE_INSTITUTION, here.county)
    _, case = await opened(here)
    given = {"caseId": case, "kind": "WELFARE_INSTITUTION", "startsOn": "2026-03-02", "organisationId": home}
    payload = await say(here, "placeChild", **given, entrustedById=centre)
    assert refused(payload) == [("RULE_VIOLATION", "agreementSignedOn")]
    assert "云民规〔2019〕3号" in payload["userErrors"][0]["citation"]
    first = {**given, "kind": "PROTECTION_INSTITUTION", "organisationId": centre}
    kept = await told(here, "placeChild", **first)
    assert (kept["case"]["stage"], kept["child"]["placement"]) == (
        "GUARDIANSHIP_INTERVENTION",
        {"kind": "PROTECTION_INSTITUTION"},
    )
    here.at("2026-03-10")
    passed = {**given, "startsOn": "2026-03-10"}
    assert refused(await say(here, "placeChild", **passed)) == [("RULE_VIOLATION", "agreementSignedOn")]
    reared = await told(here, "placeChild", **passed, entrustedById=centre, agreementSignedOn="2026-03-09")
    assert (reared["agreementSignedOn"], reared["entrustedBy"]["name"]) == ("2026-03-09", "未保中心")
    (one,) = await read(here, Role.COUNTY_OFFICER)
    assert [(each["kind"], each["endsOn"]) for each in one["placements"]] == [
        ("PROTECTION_INSTITUTION", "2026-03-10"),
        ("WELFARE_INSTITUTION", None),
    ]


async def test_yn_h3_no_other_province_asks_for_the_agreement(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    centre = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    home = await office(here, OrganisationKind.WELFARE_INSTITUTION, here.county)
    _, case = await opened(here)
    given = {"kind": "WELFARE_INSTITUTION", "startsOn": "2026-03-02", "organisationId": home, "entrustedById": centre}
    assert (await told(here, "placeChild", caseId=case, **given))["citation"]


async def test_yn_d8_the_stage_follows_from_what_was_done(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    child = await here.register()
    filed = await file(here, "GUARDIAN_NOT_PERFORMING", "2026-03-02T08:00", childIds=[child])
    report = filed["report"]["id"]
    case = await told(here, "openCase", childId=child, reportIds=[report], summary="家中无人照看")
    assert (case["stage"], [one["id"] for one in case["reports"]]) == ("MANDATORY_REPORT", [report])
    document = "query($id: ID!) { node(id: $id) { ... on Report { case { id } } } }"
    assert (await here.ask(document, id=report))["node"] == {"case": {"id": case["id"]}}

    case = await told(here, "recordIntervention", caseId=case["id"], kind="STOP", takenOn="2026-03-02")
    assert (case["stage"], case["interventions"][0]["citation"]) == ("EMERGENCY_HANDLING", None)
    record = """mutation($input: RecordAssessmentInput!) { recordAssessment(input: $input) {
      assessment { id } userErrors { code path } } }"""
    form = {"childId": child, "kind": "GUARDIANSHIP", "assessedOn": "2026-03-02", "result": "监护不足"}
    await here.ask(record, input=form)
    (case,) = await read(here, Role.COUNTY_OFFICER)
    assert case["stage"] == "ASSESSMENT_AID"
    case = await told(here, "holdConference", caseId=case["id"], heldOn="2026-03-02", departments=["POLICE"])
    assert (case["stage"], [one["kind"] for one in case["assessments"]]) == ("ASSESSMENT_AID", ["GUARDIANSHIP"])
    admonished = {"kind": "ADMONISH", "takenOn": "2026-03-02", "department": "POLICE", "detail": "已训诫"}
    case = await told(here, "recordIntervention", caseId=case["id"], **admonished)
    assert case["stage"] == "GUARDIANSHIP_INTERVENTION"
    assert "云民规〔2019〕3号" in case["interventions"][1]["citation"]
    case = await told(here, "recordIntervention", caseId=case["id"], kind="DISSUADE", takenOn="2026-03-02")
    assert case["stage"] == "GUARDIANSHIP_INTERVENTION"
    closed = await told(here, "closeCase", caseId=case["id"], outcome="监护恢复")
    assert (closed["outcome"], closed["closedAt"][:10]) == ("监护恢复", "2026-03-02")
    again = await say(here, "recordIntervention", caseId=case["id"], kind="STOP", takenOn="2026-03-02")
    assert refused(again) == [("CONFLICT", "caseId")]
    assert await read(here, Role.COUNTY_OFFICER, closed=False) == []


async def test_yn_d8_each_decision_is_a_duty_of_its_owner(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    police, stranger = await liaison(here, Department.POLICE), await liaison(here, Department.HEALTH)
    school = await department(here, Department.EDUCATION)
    child, case = await opened(here, summary="需多部门处置")
    decisions = [
        {"decision": "走访监护人", "dueOn": "2026-03-12", "department": "POLICE"},
        {"decision": "联系返校", "dueOn": "2026-03-20", "organisationId": school},
        {"decision": "每周上门", "dueOn": "2026-03-31", "post": "CHILD_DIRECTOR"},
    ]
    given = {"caseId": case, "heldOn": "2026-03-02", "departments": ["POLICE", "JUSTICE"], "decisions": decisions}
    director = await employed(here, Role.CHILD_DIRECTOR)
    payload = await say(here, "holdConference", **given)
    assert (refused(payload), warned(payload)) == ([], [("REQUIRED", "departments.1")])
    made = payload["case"]["conferences"][0]["decisions"]
    assert [(one["post"], (one["organisation"] or {}).get("name")) for one in made] == [
        (None, "公安局"),
        (None, "教育局"),
        ("CHILD_DIRECTOR", None),
    ]
    duties = await owed(here, "CONFERENCE_DECISION")
    assert [(one["dueOn"], one["status"], one["child"]) for one in duties] == [
        ("2026-03-12", "OPEN", {"id": child}),
        ("2026-03-20", "OPEN", {"id": child}),
        ("2026-03-31", "OPEN", {"id": child}),
    ]
    assert all("云民规〔2019〕3号" in one["citation"] for one in duties)
    explained = "query($id: ID!) { explainDuty(id: $id) { sentence rules { key } } }"
    said = (await here.ask(explained, id=duties[0]["id"]))["explainDuty"]
    assert "会商决定" in said["sentence"]
    assert [one["key"] for one in said["rules"]] == ["conference"]

    for who, sees in ((police, 3), (director, 3), (stranger, 0), (Role.TOWNSHIP, 0)):
        assert len(await read(here, who)) == min(sees, 1)
        assert len(await owed(here, "CONFERENCE_DECISION", who)) == sees
    (theirs,) = await read(here, police)
    assert (theirs["summary"], theirs["child"]["id"]) == ("需多部门处置", child)
    (hers,) = await read(here, director)
    assert (hers["summary"], "summary" in hers["masked"]) == (None, True)

    first, second, third = (one["id"] for one in made)
    here.at("2026-03-13")
    done = {"doneOn": "2026-03-13", "outcome": "已走访"}
    assert refused(await say(here, "completeDecision", police, decisionId=second, **done)) == [
        ("FORBIDDEN", "decisionId")
    ]
    assert refused(await say(here, "completeDecision", stranger, decisionId=first, **done)) == [
        ("NOT_FOUND", "decisionId")
    ]
    answered = await told(here, "completeDecision", police, decisionId=first, **done)
    assert answered["conferences"][0]["decisions"][0]["outcome"] == "已走访"
    await told(here, "completeDecision", director, decisionId=third, doneOn="2026-03-13")
    await told(here, "completeDecision", decisionId=second, doneOn="2026-03-13")
    assert refused(await say(here, "completeDecision", police, decisionId=first, **done)) == [
        ("CONFLICT", "decisionId")
    ]
    late = await owed(here, "CONFERENCE_DECISION", Role.COUNTY_OFFICER, "DONE", "DONE_LATE")
    assert [one["status"] for one in late] == ["DONE_LATE", "DONE", "DONE"]
    assert {one["satisfiedBy"] for one in late} == {case}


async def test_yn_d10_the_court_is_owed_an_application_after_the_threshold(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    _, case = await opened(here)
    lost = {"caseId": case, "ground": "PARENTS_NOT_FOUND", "since": "2025-03-02"}
    watched = await told(here, "recordCourtApplication", **lost)
    (one,) = watched["courtApplications"]
    assert (one["owedFrom"], one["appliedOn"]) == ("2026-03-03", None)
    refuses = {"caseId": case, "ground": "REFUSAL", "since": "2025-10-01"}
    await told(here, "recordCourtApplication", **refuses)
    duties = await owed(here, "COURT_APPLICATION")
    assert [(one["dueOn"], one["baseOn"], one["status"]) for one in duties] == [
        ("2026-03-03", "2025-03-02", "OPEN"),
        ("2026-04-01", "2025-10-01", "OPEN"),
    ]
    early = await say(here, "recordCourtApplication", **lost, appliedOn="2026-03-02")
    assert refused(early) == [("RULE_VIOLATION", "appliedOn")]
    assert "云民规〔2019〕3号" in early["userErrors"][0]["citation"]
    here.at("2026-03-03")
    made = await told(here, "recordCourtApplication", **lost, appliedOn="2026-03-03", court="五华区人民法院")
    assert (made["stage"], made["courtApplications"][0]["appliedOn"]) == ("GUARDIANSHIP_INTERVENTION", "2026-03-03")
    here.at("2026-04-02")
    (open_one,) = await owed(here, "COURT_APPLICATION")
    assert (open_one["dueOn"], open_one["status"]) == ("2026-04-01", "OVERDUE")
    (done,) = await owed(here, "COURT_APPLICATION", Role.COUNTY_OFFICER, "DONE")
    assert done["dueOn"] == "2026-03-03"
    payload = await say(here, "closeCase", caseId=case, outcome="移送法院")
    assert warned(payload) == [("REQUIRED", "caseId")]


async def test_yn_d10_what_no_rule_makes_a_duty_is_warned_of(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-02")
    _, case = await opened(here)
    given = {"caseId": case, "ground": "REFUSAL", "since": "2025-01-01"}
    payload = await say(here, "recordCourtApplication", **given)
    assert (refused(payload), warned(payload)) == ([], [("RULE_VIOLATION", "ground")])
    assert await owed(here, "COURT_APPLICATION") == []
    for facts, paths in (
        ({"ground": "OTHER"}, ["appliedOn"]),
        ({"ground": "PARENTS_NOT_FOUND"}, ["since"]),
        ({"ground": "REFUSAL", "since": "2026-03-03"}, ["since"]),
    ):
        wrong = await say(here, "recordCourtApplication", caseId=case, **facts)
        assert [path for _, path in refused(wrong)] == paths, facts
