"""Cases in Jilin: one plan per case, and what institutions assess regularly (JL-K2, K4, K5, K12)."""

from typing import Any

from records.codes import OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.casework import opened, owed, read, refused, say, told, warned
from tests.support.reporting import employed, office
from tests.support.scenes import Scene

ASSESS = """mutation($input: RecordAssessmentInput!) { recordAssessment(input: $input) {
  assessment { id nextReviewOn } userErrors { code path } warnings { code path citation } } }"""


async def assess(here: Scene, child: str, day: str, **facts: Any) -> dict[str, Any]:
    here.at(day)
    form = {"childId": child, "kind": "MENTAL_HEALTH", "assessedOn": day, "result": "情绪平稳", **facts}
    payload: dict[str, Any] = (await here.ask(ASSESS, input=form))["recordAssessment"]
    assert payload["userErrors"] == []
    return payload


async def test_jl_k5_a_placement_needs_a_plan_for_this_child(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-02")
    centre = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    _, case = await opened(here)
    given = {"caseId": case, "kind": "PROTECTION_INSTITUTION", "startsOn": "2026-03-02", "organisationId": centre}
    payload = await say(here, "placeChild", **given)
    assert refused(payload) == [("REQUIRED", "plan")]
    assert payload["userErrors"][0]["citation"]
    decided = {"caseId": case, "heldOn": "2026-03-02", "departments": ["CIVIL_AFFAIRS"], "plan": "逐日陪护，每周会诊"}
    assert refused(await say(here, "holdConference", **decided)) == []
    assert (await told(here, "placeChild", **given))["kind"] == "PROTECTION_INSTITUTION"


async def test_jl_k12_institutions_are_told_to_assess_regularly_without_an_invented_interval(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-02")
    centre = await office(here, OrganisationKind.PROTECTION_CENTRE, here.county)
    child, case = await opened(here)
    before = await owed(here, "ASSESSMENT")
    given = {"kind": "PROTECTION_INSTITUTION", "startsOn": "2026-03-02", "plan": "一案一策"}
    payload = await say(here, "placeChild", caseId=case, organisationId=centre, **given)
    assert (refused(payload), warned(payload)) == ([], [("REQUIRED", "kind")])
    assert payload["placement"]["regularAssessments"] == ["MENTAL_HEALTH"]
    assert await owed(here, "ASSESSMENT") == before
    payload = await assess(here, child, "2026-03-03")
    assert [(one["code"], one["path"]) for one in payload["warnings"]] == [("REQUIRED", ["nextReviewOn"])]
    assert payload["warnings"][0]["citation"]
    assert (await assess(here, child, "2026-03-04", nextReviewOn="2026-06-04"))["warnings"] == []


async def test_a_named_review_is_owed_and_done_by_the_next_assessment(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-02")
    child = await here.register()
    await assess(here, child, "2026-03-02", nextReviewOn="2026-06-02")
    (one,) = await owed(here, "ASSESSMENT")
    assert (one["dueOn"], one["baseOn"], one["child"], one["basis"]) == (
        "2026-06-02",
        "2026-03-02",
        {"id": child},
        "GUIDANCE",
    )
    assert "晋民函〔2025〕80号" in one["citation"]
    # That a mind is assessed is not for who reads nothing of health, and the duty would tell of it.
    assert await owed(here, "ASSESSMENT", Role.TOWNSHIP) == []
    await here.visit(child, "2026-03-02")
    assert len(await owed(here, "ASSESSMENT")) == 1
    again = await assess(here, child, "2026-06-03", nextReviewOn="2026-09-03")
    (done,) = await owed(here, "ASSESSMENT", Role.COUNTY_OFFICER, "DONE_LATE")
    assert (done["id"], done["satisfiedBy"]) == (one["id"], again["assessment"]["id"])
    assert [each["dueOn"] for each in await owed(here, "ASSESSMENT")] == ["2026-09-03"]


async def test_an_institution_reads_the_case_while_the_child_lives_there(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    home = await office(here, OrganisationKind.WELFARE_INSTITUTION, here.county)
    matron = await employed(here, Role.WELFARE_INSTITUTION, home)
    child, case = await opened(here, summary="双方父母去世")
    assert await read(here, matron) == []
    given = {"kind": "WELFARE_INSTITUTION", "startsOn": "2026-03-02", "organisationId": home}
    placed = await told(here, "placeChild", caseId=case, **given)
    (theirs,) = await read(here, matron)
    assert (theirs["child"]["id"], theirs["summary"]) == (child, None)
    late = await employed(here, Role.WELFARE_INSTITUTION, home, subject="night@fujian")
    assert [one["id"] for one in await read(here, late)] == [case]
    assert refused(await say(here, "closeCase", caseId=case, outcome="送养")) == [("RULE_VIOLATION", "caseId")]
    here.at("2026-04-01")
    ends = {"placementId": placed["id"], "endsOn": "2026-04-01", "reason": "由祖父母抚养"}
    assert refused(await say(here, "endPlacement", matron, **ends)) == [("FORBIDDEN", "")]
    ended = await told(here, "endPlacement", **ends)
    assert (ended["endsOn"], ended["child"]["placement"]) == ("2026-04-01", None)
    assert await read(here, matron) == []
    assert (await here.ask("query($id: ID!) { child(id: $id) { id } }", matron, id=child))["child"] is None
    again = await say(here, "endPlacement", **ends)
    assert refused(again) == [("CONFLICT", "placementId")]


async def test_a_placement_is_refused_with_everything_that_is_wrong(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    home = await office(here, OrganisationKind.WELFARE_INSTITUTION, here.county)
    _, case = await opened(here)
    for facts, wrong in (
        ({"kind": "RELATIVE_CARE"}, [("REQUIRED", "carerName")]),
        ({"kind": "PROTECTION_INSTITUTION"}, [("REQUIRED", "organisationId")]),
        ({"kind": "PROTECTION_INSTITUTION", "organisationId": home}, [("BAD_USER_INPUT", "organisationId")]),
        (
            {"kind": "FAMILY_FOSTER", "carerName": "林秀英", "organisationId": home, "startsOn": "2026-03-03"},
            [("BAD_USER_INPUT", "startsOn"), ("BAD_USER_INPUT", "organisationId")],
        ),
    ):
        payload = await say(here, "placeChild", **{"caseId": case, "startsOn": "2026-03-02", **facts})
        assert refused(payload) == wrong, facts
    placed = await told(
        here, "placeChild", caseId=case, kind="RELATIVE_CARE", startsOn="2026-03-02", carerName="林秀英"
    )
    assert (placed["carerName"], "闽民童〔2024〕33号" in placed["citation"]) == ("林秀英", True)
