from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.common.categories import CategoryFact
from care.actions.register_child import register_child
from care.actions.review_class import ReviewClass, review_class
from policies.refusal import ErrorCode
from records.codes import ChildClass, DifficultyCategory, Role
from tests.support.desks import MENGSHAN, SUPERVISOR, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import a_child, without_number
from tests.support.places import NOW

RURAL = ChildClass.RURAL_LEFT_BEHIND
SINCE = date(2026, 10, 1)


def judged(child: UUID, **changes: Any) -> ReviewClass:
    facts: dict[str, Any] = {
        "child_id": child,
        "child_class": RURAL,
        "holds": True,
        "since": SINCE,
        "reason": "父母均在外务工，邻居和学校证实",
    }
    return ReviewClass(**{**facts, **changes})


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, a_child(**changes))).ids[0]


async def standings(desk: Desk, child: UUID) -> dict[str, tuple[str, str]]:
    rows = await desk.rows("standing", child, "child_id")
    return {row["class"]: (row["state"], row["source"]) for row in rows}


async def difficulties(desk: Desk, child: UUID) -> dict[str, tuple[str, str]]:
    rows = await desk.rows("difficulty", child, "child_id")
    return {row["category"]: (row["state"], row["source"]) for row in rows}


async def test_writes_who_judged_what_by_which_rules_and_derives_it(desk: Desk) -> None:
    child = await registered(desk)
    done = await desk.do(review_class, judged(child), SUPERVISOR)
    assert (done.ids, done.warnings) == ((child,), ())
    row = await desk.row("class_review", child, "child_id")
    made = await desk.row("standing", child, "child_id")
    expected = {
        "division": ZHONGSHAN,
        "class": "RURAL_LEFT_BEHIND",
        "category": None,
        "holds": True,
        "since": SINCE,
        "reason": "父母均在外务工，邻居和学校证实",
        "decided_by": SUPERVISOR.subject,
        "decided_at": NOW,
        "rule_version": made["rule_version"],
    }
    assert {name: row[name] for name in expected} == expected
    assert (made["class"], made["state"], made["source"], made["since"]) == (RURAL, "HELD", "JUDGED", SINCE)
    assert "闽民童" in made["citation"]
    assert [event[0] for event in await desk.told()][-2:] == ["CLASS_CHANGED", "CHILD_UPDATED"]


async def test_lets_the_latest_judgement_count(desk: Desk) -> None:
    child = await registered(desk)
    await desk.do(review_class, judged(child))
    await desk.do(review_class, judged(child, holds=False, since=date(2026, 11, 1), reason="母亲已返乡"))
    assert (await standings(desk, child))[RURAL][0] == "ENDED"
    assert len(await desk.rows("class_review", child, "child_id")) == 2


async def test_judges_a_category_and_what_follows_from_it(desk: Desk) -> None:
    child = await registered(desk)
    command = judged(child, child_class=None, category=DifficultyCategory.DE_FACTO_UNATTENDED)
    assert (await desk.do(review_class, command)).warnings == ()
    assert await difficulties(desk, child) == {"DE_FACTO_UNATTENDED": ("HELD", "JUDGED")}
    assert (await standings(desk, child))["IN_DIFFICULTY"][0] == "HELD"


async def test_takes_a_stated_category_away(desk: Desk) -> None:
    child = await registered(desk, categories=(CategoryFact(DifficultyCategory.DE_FACTO_UNATTENDED),))
    command = judged(child, child_class=None, category=DifficultyCategory.DE_FACTO_UNATTENDED, holds=False)
    await desk.do(review_class, command)
    assert "HELD" not in {state for state, _ in (await difficulties(desk, child)).values()}


async def test_warns_of_a_category_that_no_rule_lists(desk: Desk) -> None:
    child = await registered(desk)
    command = judged(child, child_class=None, category=DifficultyCategory.WANDERING_BEGGING)
    assert codes((await desk.do(review_class, command)).warnings) == {"category": ErrorCode.RULE_VIOLATION}
    assert codes((await desk.do(review_class, judged(child))).warnings) == {}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"child_class": None}, "class", ErrorCode.BAD_USER_INPUT),
        ({"category": DifficultyCategory.ORPHAN}, "class", ErrorCode.BAD_USER_INPUT),
        ({"child_class": ChildClass.LEFT_BEHIND}, "class", ErrorCode.RULE_VIOLATION),
        ({"since": NOW.date() + timedelta(days=1)}, "from", ErrorCode.BAD_USER_INPUT),
        ({"since": date(2016, 4, 30)}, "from", ErrorCode.BAD_USER_INPUT),
        ({"reason": " "}, "reason", ErrorCode.REQUIRED),
        ({"reason": "字" * 2001}, "reason", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_what_is_no_judgement(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    child = await registered(desk)
    assert codes(await desk.refused(review_class, judged(child, **changes))) == {path: code}
    assert await desk.rows("class_review", child, "child_id") == []


async def test_covers_the_sixteenth_birthday_and_no_day_after_it(desk: Desk) -> None:
    today = NOW.date()
    on_the_day = (await desk.do(register_child, without_number(birth_date=today.replace(year=today.year - 16)))).ids[0]
    await desk.do(review_class, judged(on_the_day))
    born = (today - timedelta(days=1)).replace(year=today.year - 16)
    after = (await desk.do(register_child, without_number(name="林小红", birth_date=born))).ids[0]
    (refusal,) = await desk.refused(review_class, judged(after))
    assert (refusal.code, refusal.path) == (ErrorCode.RULE_VIOLATION, ("holds",))
    assert refusal.citation is not None
    assert "闽民童" in refusal.citation
    # That it holds no longer may be judged at any age.
    await desk.do(review_class, judged(after, holds=False))


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.TOWNSHIP, Role.VILLAGE_COMMITTEE, Role.TENANT_ADMIN])
async def test_leaves_judging_to_officers(desk: Desk, role: Role) -> None:
    child = await registered(desk)
    (refusal,) = await desk.refused(review_class, judged(child), caller(role, ZHONGSHAN))
    assert refusal.code is ErrorCode.FORBIDDEN


async def test_leaves_restricted_categories_to_who_reads_them(desk: Desk) -> None:
    sick = await registered(desk, categories=(CategoryFact(DifficultyCategory.HIV_INFECTED),))
    well = (await desk.do(register_child, without_number(name="林小红"))).ids[0]
    hiv = {"child_class": None, "category": DifficultyCategory.HIV_INFECTED, "holds": False}
    refusals = [await desk.refused(review_class, judged(child, **hiv), SUPERVISOR) for child in (sick, well, uuid4())]
    assert refusals[0] == refusals[1] == refusals[2]
    assert refusals[0][0].code is ErrorCode.FORBIDDEN
    await desk.do(review_class, judged(sick, **hiv))


async def test_hides_a_child_of_another_township(desk: Desk) -> None:
    child = await registered(desk, division=MENGSHAN)
    hidden = await desk.refused(review_class, judged(child), SUPERVISOR)
    assert hidden == await desk.refused(review_class, judged(uuid4()), SUPERVISOR)
    assert codes(hidden) == {"childId": ErrorCode.NOT_FOUND}


async def test_judges_once(desk: Desk) -> None:
    child = await registered(desk)
    command = judged(child, idempotency_key="review-1")
    assert await desk.do(review_class, command) == await desk.do(review_class, command)
    assert len(await desk.rows("class_review", child, "child_id")) == 1
