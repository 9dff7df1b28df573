"""Yunnan and Shanxi: weak carers are visited in every round (六), and what visits see of the agreement (Art 9, 11)."""

from records.codes import ChildClass, Role
from tests.scenarios.conftest import Stage
from tests.support.dues import duties
from tests.support.entrusting import do, draft, refused, sign, stands
from tests.support.families import both_leave, judge


async def test_yn_h2_a_weak_carer_puts_the_child_among_those_who_must_be_visited(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-02-02")
    child = await here.register()
    assert (await stands(here, child))["keyReasons"] == []
    found = await do(here, "reportCarerProblem", Role.CHILD_DIRECTOR, childId=child, fault="LACKS_CAPACITY",
                     on="2026-02-02")  # fmt: skip
    assert (found["userErrors"], found["warnings"]) == ([], [])
    assert (await stands(here, child))["keyReasons"] == ["CARER_WEAK"]
    (round_,) = await duties(here, child, "SCREENING")
    assert "CARER_WEAK" in round_["reasons"]
    await do(here, "reportCarerProblem", childId=child, fault="LACKS_CAPACITY", on="2026-02-02", outcome="IMPROVED")
    assert (await stands(here, child))["keyReasons"] == []


async def test_yn_h2_so_does_what_the_latest_visit_found_of_the_carer(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-02-02")
    child = await here.register()
    for day, capacity, reasons in (
        ("2026-02-03", "NEGLECTS_DUTY", ["CARER_WEAK"]),
        ("2026-02-04", None, ["CARER_WEAK"]),
        ("2026-02-05", "CAPABLE", []),
    ):
        here.at(day)
        payload = await here.visit(child, day, "PHONE", findings={"carerCapacity": capacity} if capacity else {})
        assert payload["userErrors"] == [], payload
        assert (await stands(here, child))["keyReasons"] == reasons, day


async def test_yn_h2_what_was_settled_for_another_child_leaves_a_weak_carer_weak(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-02-03")
    child, other = await here.register(), await here.register(name="单小红", sex="FEMALE")
    await here.visit(child, "2026-02-03", "PHONE", findings={"carerCapacity": "NEGLECTS_DUTY"})
    here.at("2026-02-05")
    for outcome in ({}, {"outcome": "IMPROVED"}):
        told = {"childId": other, "fault": "LACKS_CAPACITY", "on": "2026-02-05", **outcome}
        assert (await do(here, "reportCarerProblem", Role.CHILD_DIRECTOR, **told))["userErrors"] == []
    await here.visit(child, "2026-02-05", "PHONE")
    assert (await stands(here, child))["keyReasons"] == ["CARER_WEAK"]


async def test_yn_h1_the_director_guides_the_signing_and_the_place_has_its_own_instrument(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    child = await here.register()
    assert await duties(here, child, "AGREEMENT_REVIEW") == []
    await judge(here, child, ChildClass.RURAL_LEFT_BEHIND, "2026-03-01", holds=True)
    owed = await duties(here, child, "AGREEMENT_REVIEW")
    assert [(one["status"], one["reasons"]) for one in owed] == [("OPEN", ["AGREEMENT_MISSING"])]
    assert refused(await draft(here, child, "CARE_AGREEMENT")) == [("RULE_VIOLATION", ["instrument"])]
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", entrusterName=None, carerPhone=None, endsOn=None)
    signed = await sign(here, drafted, "2026-03-02")
    assert (signed["agreement"]["status"], signed["agreement"]["missing"]) == ("ACTIVE", [])


async def test_sx_h2_and_h4_the_agreement_is_explained_and_filed(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-02")
    child = await here.register()
    drafted = await draft(here, child, "CARE_AGREEMENT")
    signed = await sign(here, drafted, "2026-03-02", explainedOn=None)
    # A guide obliges nobody: what it asks is told, and stays missing.
    assert signed["userErrors"] == []
    assert (signed["agreement"]["status"], signed["agreement"]["missing"]) == ("ACTIVE", ["EXPLAINED", "FILED"])
    assert ["explainedOn"] in [one["path"] for one in signed["warnings"]]
    (filing,) = (one for one in signed["warnings"] if one["path"] == ["filedOn"])
    assert "第十一条" in filing["citation"]
    filed = await sign(here, signed, "2026-03-02", filedOn="2026-03-02")
    assert filed["agreement"]["missing"] == []
    assert refused(await sign(here, filed, "2026-03-02")) == [("CONFLICT", ["agreementId"])]


async def test_sx_h3_a_visit_that_saw_the_signed_agreement_settles_that_one_is_owed(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-02")
    child = await here.register()
    await both_leave(here, child, "2025-01-01")
    (owed,) = await duties(here, child, "AGREEMENT_REVIEW")
    assert owed["status"] == "OPEN"
    for seen, status in (("NO", "OPEN"), ("YES", "DONE")):
        await here.ask(VISIT, Role.CHILD_DIRECTOR, input={
            "childIds": [child], "mode": "PHONE", "occurredAt": "2026-03-02T08:00:00+08:00",
            "findings": {"agreementSigned": seen},
        })  # fmt: skip
        (owed,) = await duties(here, child, "AGREEMENT_REVIEW")
        assert owed["status"] == status, seen


VISIT = "mutation($input: RecordVisitInput!) { recordVisit(input: $input) { userErrors { code path } } }"
