"""Jilin: entrusting a child, and the steps where the carer is unfit (the plan, part three, items 4 and 5)."""

from tests.scenarios.conftest import Stage
from tests.support.entrusting import do, draft, notices, refused, sign, stands
from tests.support.reporting import file


async def test_jl13_a_child_that_can_speak_is_heard_before_the_signature(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register(birthDate="2016-02-01")
    drafted = await draft(here, child, "CARE_AGREEMENT", childHeardOn=None)
    assert [one["path"] for one in drafted["warnings"]] == [["childHeardOn"]]
    assert "CHILD_HEARD" in drafted["agreement"]["missing"]
    payload = await sign(here, drafted, "2026-03-01")
    assert refused(payload) == [("REQUIRED", ["childHeardOn"])]
    assert "第三部分第5项" in payload["userErrors"][0]["citation"]
    young = await draft(here, child, "CARE_AGREEMENT", childHeardOn=None, childNotHeardReason="年龄过小，不能表达")
    payload = await sign(here, young, "2026-03-01")
    assert (payload["userErrors"], payload["agreement"]["status"]) == ([], "ACTIVE")
    assert payload["agreement"]["missing"] == []


async def test_jl13_a_child_heard_after_the_signature_was_not_heard_before_it(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-05")
    child = await here.register()
    drafted = await draft(here, child, "CARE_AGREEMENT", childHeardOn="2026-03-04")
    payload = await sign(here, drafted, "2026-03-02", explainedOn="2026-03-03")
    assert refused(payload) == [("RULE_VIOLATION", ["childHeardOn"]), ("RULE_VIOLATION", ["explainedOn"])]


async def test_jl14_nobody_entrusts_a_child_without_a_proper_reason(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register()
    drafted = await draft(here, child, "CARE_AGREEMENT", justification=None)
    payload = await sign(here, drafted, "2026-03-01")
    assert refused(payload) == [("REQUIRED", ["justification"])]
    assert "第三部分第4项" in payload["userErrors"][0]["citation"]
    assert (await stands(here, child))["agreement"] is None


async def test_jl_h1_nobody_without_full_capacity_is_entrusted_with_a_child(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register()
    drafted = await draft(here, child, "CARE_AGREEMENT", criteria=["MORAL", "FAMILY"])
    assert refused(await sign(here, drafted, "2026-03-01")) == [("REQUIRED", ["criteria"])]
    enough = await draft(here, child, "CARE_AGREEMENT", criteria=["FULL_CAPACITY", "FAMILY"])
    (doubt,) = enough["warnings"]
    assert (doubt["path"], "无犯罪记录" in doubt["message"]) == (["criteria"], True)
    assert (await sign(here, enough, "2026-03-01"))["userErrors"] == []


async def test_jl12_the_steps_with_an_unfit_carer_come_in_their_order(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-04-01", "10:00")
    child = await here.register()
    drafted = await draft(here, child, "CARE_AGREEMENT")
    await sign(here, drafted, "2026-04-01")
    told = {"childId": child, "fault": "BAD_HABITS"}

    early = await do(here, "reportCarerProblem", **told, on="2026-04-01", steps=["REPLACE"])
    assert refused(early) == [("RULE_VIOLATION", ["steps", "0"])]
    assert "第三部分第5项" in early["userErrors"][0]["citation"]
    hasty = await do(here, "reportCarerProblem", **told, on="2026-04-01", outcome="NOT_IMPROVED")
    assert refused(hasty) == [("RULE_VIOLATION", ["outcome"])]

    found = await do(here, "reportCarerProblem", **told, on="2026-04-01", steps=["PERSUADE"], narrative="酗酒")
    assert (found["userErrors"], found["warnings"]) == ([], [])
    assert await notices(here, child) == {"PERSUADE": ("DONE", "2026-04-02")}

    here.at("2026-04-15", "10:00")
    await do(here, "reportCarerProblem", **told, on="2026-04-15", outcome="NOT_IMPROVED")
    owed = await notices(here, child)
    assert owed["INFORM_PARENTS"] == owed["REPLACE"] == ("OPEN", "2026-04-16")
    assert "REPORT" not in owed

    here.at("2026-04-20", "14:00")
    refusing = await do(
        here, "reportCarerProblem", **told, on="2026-04-20", outcome="REFUSED", steps=["INFORM_PARENTS"]
    )
    assert [one["path"] for one in refusing["warnings"]] == [["steps"]]
    owed = await notices(here, child)
    assert owed["INFORM_PARENTS"] == ("DONE_LATE", "2026-04-16")
    assert {owed[name][0] for name in ("REPORT", "TEMP_CARE", "ADMONISH")} == {"OPEN"}
    report = await file(here, "CARER_AND_PARENTS_REFUSE", "2026-04-20T14:00", childIds=[child])
    assert {one["recipient"] for one in report["report"]["recipients"]} == {"VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"}
    await do(here, "reportCarerProblem", **told, on="2026-04-20", steps=["TEMP_CARE"])
    owed = await notices(here, child)
    assert {name: owed[name][0] for name in ("REPORT", "TEMP_CARE", "ADMONISH")} == {
        "REPORT": "DONE", "TEMP_CARE": "DONE", "ADMONISH": "OPEN",
    }  # fmt: skip
    (problem,) = (await stands(here, child))["carerProblems"]
    assert (problem["fault"], problem["outcome"], problem["closedOn"]) == ("BAD_HABITS", "REFUSED", None)
    assert [one["step"] for one in problem["steps"]] == ["PERSUADE", "INFORM_PARENTS", "REPORT", "TEMP_CARE"]


async def test_jl_h5_a_new_carer_ends_the_problem_and_has_to_sign(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-04-01")
    child = await here.register()
    signed = await sign(here, await draft(here, child, "CARE_AGREEMENT"), "2026-04-01")
    its = signed["agreement"]
    told = {"childId": child, "fault": "POOR_METHOD"}
    await do(here, "reportCarerProblem", **told, on="2026-04-01", steps=["PERSUADE"])
    await do(here, "reportCarerProblem", **told, on="2026-04-01", outcome="NOT_IMPROVED")
    payload = await do(
        here, "replaceCarer", agreementId=its["id"], version=its["version"], replacedOn="2026-04-01",
        carerName="单奶奶", carerPhone="13800009999", relation="GRANDPARENT", criteria=["FULL_CAPACITY"],
        childHeardOn="2026-04-01", justification="原照护人照护不当",
    )  # fmt: skip
    assert (payload["userErrors"], payload["agreement"]["status"]) == ([], "DRAFT")
    now = await stands(here, child)
    assert (now["agreement"], now["carer"]["name"], now["carer"]["phone"][-4:]) == (None, "单奶奶", "9999")
    assert now["carerProblems"][0]["closedOn"] == "2026-04-01"
    assert {status for status, _ in (await notices(here, child)).values()} == {"DONE"}
    again = await sign(here, payload, "2026-04-01")
    assert (again["userErrors"], again["agreement"]["status"]) == ([], "ACTIVE")
    assert (await stands(here, child))["agreement"]["carerName"] == "单奶奶"


async def test_jl_h5_a_carer_who_improves_owes_no_more(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-04-01")
    child = await here.register()
    told = {"childId": child, "fault": "POOR_METHOD"}
    await do(here, "reportCarerProblem", **told, on="2026-04-01", steps=["PERSUADE"])
    await do(here, "reportCarerProblem", **told, on="2026-04-01", outcome="NOT_IMPROVED")
    payload = await do(
        here, "reportCarerProblem", **told, on="2026-04-01", outcome="IMPROVED", steps=["INFORM_PARENTS"]
    )
    assert (payload["userErrors"], payload["agreement"], payload["child"]) == ([], None, {"id": child})
    owed = await notices(here, child)
    assert {name: status for name, (status, _) in owed.items()} == {
        "PERSUADE": "DONE", "INFORM_PARENTS": "DONE", "REPLACE": "CANCELLED",
    }  # fmt: skip


async def test_jl_h6_a_place_that_is_silent_asks_for_no_witness_no_copy_and_no_notice(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-04-01")
    child = await here.register()
    drafted = await draft(here, child, "CARE_AGREEMENT", carerPhone=None, entrusterName=None, endsOn=None)
    signed = await sign(here, drafted, "2026-04-01")
    assert (signed["agreement"]["status"], signed["agreement"]["missing"]) == ("ACTIVE", [])
    its = signed["agreement"]
    changed = await do(
        here, "noticeCarer", childId=child, version=its["version"], changedOn="2026-04-01", otherTerms="另有约定"
    )
    assert changed["userErrors"] == []
    assert await notices(here, child) == {}
    wrong = await draft(here, child, "GUARDIANSHIP_CONFIRMATION")
    assert refused(wrong) == [("RULE_VIOLATION", ["instrument"])]
