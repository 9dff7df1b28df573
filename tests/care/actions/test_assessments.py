from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.record_assessment import RecordAssessment, record_assessment
from care.actions.register_child import register_child
from care.actions.request_assessment import RequestAssessment, request_assessment
from policies.refusal import ErrorCode
from records.codes import AssessmentKind, GuardianshipCondition, GuardianshipRating, RiskLevel, Role
from tests.support.desks import COUNTY, DIRECTOR, QINGCHENG, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import without_number
from tests.support.places import NOW

TODAY = NOW.date()
RISK, RATING = AssessmentKind.RISK_LEVEL, AssessmentKind.GUARDIANSHIP_RATING
MIND, GUARDIANSHIP = AssessmentKind.MENTAL_HEALTH, AssessmentKind.GUARDIANSHIP


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, without_number(**changes))).ids[0]


def found(child: UUID, level: RiskLevel | None = RiskLevel.LOW, **changes: Any) -> RecordAssessment:
    return replace(RecordAssessment(child, RISK, TODAY, risk_level=level), **changes)


async def test_keeps_what_was_found_with_the_level_before_and_what_is_owed_follows(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(record_assessment, found(key, RiskLevel.HIGH, assessed_on=TODAY - timedelta(days=3)), DIRECTOR)
    done = await desk.do(record_assessment, found(key, RiskLevel.MEDIUM, result="已与父母沟通"), DIRECTOR)
    row = await desk.row("assessment", done.ids[0])
    expected = {
        "child_id": key,
        "division": ZHONGSHAN,
        "kind": "RISK_LEVEL",
        "requested_at": NOW,
        "assessed_on": TODAY,
        "assessor": DIRECTOR.name,
        "risk_level": "MEDIUM",
        "risk_level_before": "HIGH",
        "guardianship_rating": None,
        "result": "已与父母沟通",
        "recorded_by": DIRECTOR.subject,
    }
    assert {name: row[name] for name in expected} == expected
    child = await desk.row("child", key)
    assert (child["risk_level"], child["version"], child["next_visit_due"]) == ("MEDIUM", 3, date(2026, 12, 22))
    (task,) = [one for one in await desk.rows("duty", key, "child_id") if one["kind"] == "ASSESSMENT"]
    assert task["done_on"] == TODAY - timedelta(days=3)
    assert ("CHILD_UPDATED", "child", key, ZHONGSHAN) in await desk.told()


async def test_gives_brothers_and_sisters_the_familys_level_and_whoever_joins_it(desk: Desk) -> None:
    first = await registered(desk)
    home = (await desk.row("child", first))["household_id"]
    second = await registered(desk, name="单小红", household_id=home)
    stranger = await registered(desk, name="蓝小燕")
    await desk.do(record_assessment, found(first, RiskLevel.HIGH, result="父亲酗酒"))
    third = await registered(desk, name="单小兰", household_id=home)
    levels = [(await desk.row("child", key))["risk_level"] for key in (first, second, third, stranger)]
    assert levels == ["HIGH", "HIGH", "HIGH", "UNRATED"]
    sister = await desk.row("assessment", second, "child_id")
    assert (sister["risk_level"], sister["risk_level_before"], sister["result"]) == ("HIGH", "UNRATED", None)
    assert (await desk.row("household", home))["guardianship_risk"] == "HIGH"


async def test_a_rating_of_guardianship_is_the_childs_own(desk: Desk) -> None:
    first = await registered(desk)
    home = (await desk.row("child", first))["household_id"]
    second = await registered(desk, name="单小红", household_id=home)
    command = RecordAssessment(first, RATING, TODAY, guardianship_rating=GuardianshipRating.GOOD)
    done = await desk.do(record_assessment, command)
    ratings = [(await desk.row("child", key))["guardianship_rating"] for key in (first, second)]
    assert ratings == ["GOOD", "UNRATED"]
    # The province's document knows no such rating.
    assert codes(done.warnings) == {"guardianshipRating": ErrorCode.RULE_VIOLATION}


async def test_an_assessment_that_comes_in_late_is_kept_and_changes_nothing(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(record_assessment, found(key, RiskLevel.HIGH))
    before = await desk.row("child", key)
    late = found(key, RiskLevel.LOW, assessed_on=TODAY - timedelta(days=30))
    row = await desk.row("assessment", (await desk.do(record_assessment, late)).ids[0])
    assert (row["risk_level"], row["risk_level_before"]) == ("LOW", "UNRATED")
    after = await desk.row("child", key)
    assert (after["risk_level"], after["version"]) == ("HIGH", before["version"])
    between = found(key, RiskLevel.MEDIUM, assessed_on=TODAY - timedelta(days=10))
    row = await desk.row("assessment", (await desk.do(record_assessment, between)).ids[0])
    assert row["risk_level_before"] == "LOW"


async def test_what_was_asked_for_is_filled_in_when_it_is_made(desk: Desk) -> None:
    key = await registered(desk)
    asked = await desk.do(request_assessment, RequestAssessment(key, MIND, assessor="县医院心理科"), DIRECTOR)
    waiting = await desk.row("assessment", asked.ids[0])
    assert (waiting["assessed_on"], waiting["assessor"], waiting["requested_at"]) == (None, "县医院心理科", NOW)
    other = await desk.do(record_assessment, RecordAssessment(key, GUARDIANSHIP, TODAY, result="照护尚可"))
    assert other.ids != asked.ids
    made = await desk.do(record_assessment, RecordAssessment(key, MIND, TODAY, result="情绪稳定"))
    assert made.ids == asked.ids
    row = await desk.row("assessment", asked.ids[0])
    assert (row["assessed_on"], row["assessor"], row["result"]) == (TODAY, "县医院心理科", "情绪稳定")
    again = await desk.do(record_assessment, RecordAssessment(key, MIND, TODAY, result="复评稳定"))
    assert again.ids != asked.ids


async def test_the_same_is_not_asked_for_twice_until_it_is_made(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(request_assessment, RequestAssessment(key, MIND))
    assert codes(await desk.refused(request_assessment, RequestAssessment(key, MIND))) == {"kind": ErrorCode.CONFLICT}
    await desk.do(request_assessment, RequestAssessment(key, GUARDIANSHIP))
    await desk.do(record_assessment, RecordAssessment(key, MIND, TODAY, result="情绪稳定"))
    await desk.do(request_assessment, RequestAssessment(key, MIND))


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"risk_level": None}, "riskLevel", ErrorCode.REQUIRED),
        ({"risk_level": RiskLevel.UNRATED}, "riskLevel", ErrorCode.REQUIRED),
        ({"guardianship_rating": GuardianshipRating.GOOD}, "guardianshipRating", ErrorCode.BAD_USER_INPUT),
        ({"kind": MIND, "result": "稳定"}, "riskLevel", ErrorCode.BAD_USER_INPUT),
        ({"kind": MIND, "risk_level": None}, "result", ErrorCode.REQUIRED),
        ({"kind": GUARDIANSHIP, "risk_level": None, "result": " "}, "result", ErrorCode.REQUIRED),
        ({"result": "字" * 2001}, "result", ErrorCode.BAD_USER_INPUT),
        ({"assessed_on": TODAY + timedelta(days=1)}, "assessedOn", ErrorCode.BAD_USER_INPUT),
        ({"assessed_on": date(2016, 4, 30)}, "assessedOn", ErrorCode.BAD_USER_INPUT),
        ({"next_review_on": TODAY}, "nextReviewOn", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_record(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    key = await registered(desk)
    refusals = await desk.refused(record_assessment, found(key, **changes))
    assert codes(refusals) == {path: code}
    assert await desk.rows("assessment") == []


async def test_warns_of_low_risk_where_guardianship_is_inadequate(desk: Desk) -> None:
    inadequate = {"guardianship_condition": GuardianshipCondition.INADEQUATE, "guardianship_detail": "经常独自在家"}
    key = await registered(desk, **inadequate)
    done = await desk.do(record_assessment, found(key))
    assert codes(done.warnings) == {"riskLevel": ErrorCode.BAD_USER_INPUT}
    assert (await desk.do(record_assessment, found(key, RiskLevel.HIGH))).warnings == ()


async def test_hidden_and_missing_children_are_the_same(desk: Desk) -> None:
    hidden = await registered(desk, division=QINGCHENG)
    for key in (hidden, uuid4()):
        for action, command in (
            (record_assessment, found(key)),
            (request_assessment, RequestAssessment(key, MIND)),
        ):
            assert codes(await desk.refused(action, command, DIRECTOR)) == {"childId": ErrorCode.NOT_FOUND}  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.TOWNSHIP, Role.VILLAGE_COMMITTEE, Role.PARTNER_WORKER, Role.PROTECTION_CENTRE])
async def test_others_may_not(desk: Desk, role: Role) -> None:
    key = await registered(desk)
    refusals = await desk.refused(record_assessment, found(key), caller(role, ZHONGSHAN))
    assert [one.code for one in refusals] == [ErrorCode.FORBIDDEN]


async def test_gives_a_repeated_request_the_first_answer(desk: Desk) -> None:
    key = await registered(desk)
    first = await desk.do(record_assessment, found(key, idempotency_key="k-1"))
    assert await desk.do(record_assessment, found(key, idempotency_key="k-1")) == replace(first, warnings=())
    assert len(await desk.rows("assessment")) == 1
    asked = await desk.do(request_assessment, RequestAssessment(key, MIND, idempotency_key="k-2"), COUNTY)
    assert (await desk.do(request_assessment, RequestAssessment(key, MIND, idempotency_key="k-2"), COUNTY)) == asked
