"""Fujian: the confirmation of entrusted guardianship (闽民童〔2024〕33号, part three, item 5)."""

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import duties, night
from tests.support.entrusting import committee, do, draft, list_for, notices, refused, sign, stands
from tests.support.families import both_leave
from tests.support.reporting import file

ITEM = "第三部分第5项"


async def test_fj09_a_confirmation_without_the_workplace_is_refused_and_the_field_named(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", entrusterWorkplace=None)
    assert "ENTRUSTER_WORKPLACE" in drafted["agreement"]["missing"]
    payload = await sign(here, drafted, "2026-03-02", witness=await committee(here))
    assert refused(payload) == [("REQUIRED", ["entrusterWorkplace"])]
    assert payload["userErrors"][0]["message"].startswith("委托人务工地点")
    assert ITEM in payload["userErrors"][0]["citation"]


@pytest.mark.parametrize(
    ("left_out", "paths"),
    [
        ({"endsOn": None}, [["endsOn"]]),
        ({"carerPhone": None, "otherTerms": None}, [["carerPhone"], ["otherTerms"]]),
        ({"reason": None}, [["reason"]]),
    ],
    ids=["term", "contact and other terms", "reason"],
)
async def test_fj_h2_every_field_that_the_confirmation_has_is_filled(
    scene: Stage, left_out: dict[str, None], paths: list[list[str]]
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", **left_out)
    assert refused(await sign(here, drafted, "2026-03-02")) == [("REQUIRED", path) for path in paths]


async def test_fj10_without_the_committee_it_stays_a_draft(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", Role.VILLAGE_COMMITTEE, childHeardOn=None)
    signed = await sign(here, drafted, "2026-03-02")
    assert signed["userErrors"] == []
    assert (signed["agreement"]["status"], signed["agreement"]["missing"]) == ("DRAFT", ["WITNESS", "SCHOOL_COPY"])
    lacking = next(one for one in signed["warnings"] if one["path"] == ["witness"])
    assert ITEM in lacking["citation"]
    assert (await stands(here, child))["agreement"] is None

    other = await committee(here, here.village + 1)
    assert refused(await sign(here, signed, "2026-03-02", witness=other)) == [("RULE_VIOLATION", ["witness"])]
    here.at("2026-03-03")
    witnessed = await sign(here, signed, "2026-03-02", Role.VILLAGE_COMMITTEE, witness=await committee(here))
    assert (witnessed["userErrors"], witnessed["agreement"]["status"]) == ([], "ACTIVE")
    now = await stands(here, child)
    assert (now["agreement"]["missing"], now["carer"]["name"]) == (["SCHOOL_COPY"], "单大伯")
    assert (now["carer"]["relation"], now["carer"]["reason"]) == ("RELATIVE_OR_FRIEND", "BOTH_AWAY")


async def test_fj_h3_and_h4_school_and_committee_are_told(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION")
    signed = await sign(here, drafted, "2026-03-02", witness=await committee(here))
    assert await notices(here, child) == {"SCHOOL_COPY SCHOOL": ("OPEN", "2026-03-03")}
    told = await do(here, "noticeCarer", Role.CHILD_DIRECTOR, childId=child, schoolNotifiedOn="2026-03-02")
    assert (told["userErrors"], told["agreement"]["missing"]) == ([], [])

    here.at("2026-03-10")
    its = (await stands(here, child))["agreement"]
    change = {"childId": child, "version": its["version"], "changedOn": "2026-03-10", "carerPhone": "13800007777"}
    changed = await do(here, "noticeCarer", **change, committeeNoticedOn="2026-03-10")
    assert changed["userErrors"] == []
    assert await notices(here, child) == {
        "SCHOOL_COPY SCHOOL": ("DONE", "2026-03-03"),
        "CONTENT_CHANGED VILLAGE_COMMITTEE": ("DONE", "2026-03-11"),
        "CONTENT_CHANGED SCHOOL": ("OPEN", "2026-03-11"),
    }
    assert (await stands(here, child))["carer"]["phone"].endswith("7777")
    assert refused(await do(here, "noticeCarer", **change)) == [("CONFLICT", ["version"])]
    here.at("2026-03-13")
    await do(here, "noticeCarer", childId=child, schoolNotifiedOn="2026-03-13")
    assert (await notices(here, child))["CONTENT_CHANGED SCHOOL"] == ("DONE_LATE", "2026-03-11")
    assert signed["agreement"]["id"] == its["id"]


async def test_fj_h5_an_unfit_carer_is_told_of_at_once_and_filed_with_the_committee(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    payload = await do(
        here, "reportCarerProblem", Role.CHILD_DIRECTOR, childId=child, fault="NEGLECTS_DUTY", on="2026-03-02",
        steps=["INFORM_PARENTS", "URGE"],
    )  # fmt: skip
    assert payload["userErrors"] == []
    owed = await notices(here, child)
    assert {name: status for name, (status, _) in owed.items()} == {
        "INFORM_PARENTS": "DONE", "REPLACE URGE": "DONE", "REPORT": "OPEN",
    }  # fmt: skip
    await file(here, "CARER_UNFIT", "2026-03-02T08:00", childIds=[child])
    assert (await notices(here, child))["REPORT"][0] == "DONE"


async def test_fj_h1_the_confirmation_of_a_left_behind_child_is_owed_and_runs_out(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    await both_leave(here, child, "2025-09-01")
    (owed,) = await duties(here, child, "AGREEMENT_REVIEW")
    assert (owed["status"], owed["dueOn"], owed["reasons"]) == ("OPEN", "2026-03-03", ["AGREEMENT_MISSING"])
    assert ITEM in owed["citation"]
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", endsOn="2026-06-30")
    signed = await sign(here, drafted, "2026-03-02", witness=await committee(here))
    first, again = await duties(here, child, "AGREEMENT_REVIEW")
    assert (first["status"], first["satisfiedBy"]) == ("DONE", signed["agreement"]["id"])
    assert (again["status"], again["dueOn"], again["reasons"]) == ("OPEN", "2026-06-30", ["AGREEMENT_ENDS"])

    here.at("2026-07-01")
    assert (await stands(here, child))["agreement"] is None
    _, late = await duties(here, child, "AGREEMENT_REVIEW")
    assert late["status"] == "OVERDUE"
    ran_out = "query { agreements(where: {statuses: [EXPIRED]}) { nodes { id status } totalCount } }"
    assert (await here.ask(ran_out))["agreements"]["nodes"] == [{"id": signed["agreement"]["id"], "status": "EXPIRED"}]
    next_one = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", startsOn="2026-08-01", endsOn="2027-01-31",
                           carerName="单舅舅")  # fmt: skip
    renewed = await sign(here, next_one, "2026-07-01", witness=signed_by(await here.ask(OFFICES)))
    assert renewed["agreement"]["status"] == "SIGNED"
    _, done, _ = await duties(here, child, "AGREEMENT_REVIEW")
    assert (done["status"], done["satisfiedBy"]) == ("DONE_LATE", renewed["agreement"]["id"])
    assert (await stands(here, child))["carer"]["name"] == "单大伯"
    here.at("2026-08-01")
    await night(here)
    now = await stands(here, child)
    assert (now["agreement"]["status"], now["carer"]["name"]) == ("ACTIVE", "单舅舅")


OFFICES = "query { organisations { nodes { id kind } } }"


def signed_by(data: dict[str, dict[str, list[dict[str, str]]]]) -> str:
    """Name the village committee among the offices."""
    return next(one["id"] for one in data["organisations"]["nodes"] if one["kind"] == "VILLAGE_COMMITTEE")


async def test_pr05_a_school_reads_the_confirmation_of_its_own_pupils_alone(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    mine, other = await here.register(), await here.register(name="单小红")
    office = await committee(here)
    for child in (mine, other):
        drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION")
        await sign(here, drafted, "2026-03-02", witness=office)
    await do(here, "reportCarerProblem", childId=mine, fault="OTHER", on="2026-03-02")
    school = here.caller(Role.SCHOOL, subject="school@here")
    await list_for(here, school.subject, mine)
    asked = """query { agreements { nodes { carerName carerPhone entrusterWorkplace
      child { id carerProblems { fault } } } } }"""
    (seen,) = (await here.ask(asked, school))["agreements"]["nodes"]
    assert seen == {
        "carerName": "单大伯",
        "carerPhone": "*******1234",
        "entrusterWorkplace": None,
        "child": {"id": mine, "carerProblems": []},
    }
    assert refused(await draft(here, mine, "GUARDIANSHIP_CONFIRMATION", school)) == [("FORBIDDEN", [])]


EXPLAIN = """query($id: ID!) { child(id: $id) { duties(first: 50) { nodes { id kind } } } }"""
WHY = "query($id: ID!) { explainDuty(id: $id) { sentence rules { key } inputs { name value } } }"


async def test_reviews_notices_and_steps_are_explained(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    await both_leave(here, child, "2025-09-01")
    await do(here, "reportCarerProblem", childId=child, fault="OTHER", on="2026-03-02", steps=["INFORM_PARENTS"])
    owed = (await here.ask(EXPLAIN, id=child))["child"]["duties"]["nodes"]
    told = {
        one["id"]: (await here.ask(WHY, id=one["id"]))["explainDuty"]
        for one in owed
        if one["kind"] in ("AGREEMENT_REVIEW", "CARER_NOTICE")
    }
    sentences = "\n".join(one["sentence"] for one in told.values())
    for words in ("委托照护复核", "尚未签订委托照护文书", "照护人告知", "告知", "更换", "报告", ITEM):
        assert words in sentences
    assert {rule["key"] for one in told.values() for rule in one["rules"]} == {"care.instrument", "care.steps"}
    assert all(one["inputs"] for one in told.values())
