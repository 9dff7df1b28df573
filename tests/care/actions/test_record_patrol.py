from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from care.actions.record_patrol import RecordPatrol, record_patrol
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import PatrolTopic, Role
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, JIANHAI, MENGSHAN, QINGCHENG, SUPERVISOR, Desk, caller, codes
from tests.support.forms import a_child, without_number
from tests.support.laws import PATROLS, apply

TOWNSHIP = caller(Role.TOWNSHIP, GUDONG)
CITED = "county〔2026〕1号（六）"


def a_patrol(**changes: Any) -> RecordPatrol:
    """A patrol of the desk's day, on all topics."""
    facts: dict[str, Any] = {
        "division": GUDONG,
        "patrolled_on": date(2026, 11, 22),
        "topics": tuple(PatrolTopic),
        "findings": "台账已更新",
    }
    return RecordPatrol(**{**facts, **changes})


def at(desk: Desk, day: str) -> None:
    desk.work.now = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


async def duties(desk: Desk) -> list[tuple[str, str, UUID | None, bool]]:
    """Give base, due day, patrol and whether cancelled of each patrol duty."""
    found = sorted(await desk.rows("duty", GUDONG, "division"), key=lambda row: (row["base_on"], row["due_on"]))
    return [
        (str(row["base_on"]), str(row["due_on"]), row["satisfied_by"], row["cancelled_at"] is not None) for row in found
    ]


async def test_a_townships_first_child_on_file_begins_its_patrols(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    await desk.do(register_child, a_child(), DIRECTOR)
    (row,) = await desk.rows("duty", GUDONG, "division")
    assert (row["kind"], row["natural_key"]) == ("TOWNSHIP_PATROL", f"TOWNSHIP_PATROL:{GUDONG}:FIRST")
    assert (row["base_on"], row["due_on"]) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (row["child_id"], row["post"], row["basis"]) == (None, "CHILD_SUPERVISOR", "IN_FORCE")
    assert (row["rule"], row["citation"]) == ("patrol.township.maxInterval", CITED)
    assert row["prefecture"] == 350100000000
    at(desk, "2027-01-05")
    await desk.do(register_child, without_number(division=QINGCHENG))
    assert [one["id"] for one in await desk.rows("duty", GUDONG, "division")] == [row["id"]]


async def test_nothing_is_owed_by_a_township_where_no_rule_asks_for_patrols(desk: Desk) -> None:
    await desk.do(register_child, a_child(), DIRECTOR)
    assert await desk.rows("duty", GUDONG, "division") == []


async def test_registering_leaves_the_directors_sight_as_it_was(desk: Desk) -> None:
    await apply(desk, *PATROLS)

    async def look(*given: Any) -> Any:
        done = await register_child(*given)
        assert desk.work.scope == DIRECTOR.scope
        return done

    await desk.do(look, a_child(), DIRECTOR)


@pytest.mark.parametrize("who", [SUPERVISOR, TOWNSHIP], ids=lambda one: one.role)
async def test_a_patrol_satisfies_what_is_owed_and_opens_the_next(desk: Desk, who: Any) -> None:
    await apply(desk, *PATROLS)
    await desk.do(register_child, a_child(), DIRECTOR)
    done = await desk.do(record_patrol, a_patrol(), who)
    (patrol,) = await desk.rows("patrol")
    assert await duties(desk) == [
        ("2026-10-01", "2026-12-31", patrol["id"], False),
        ("2026-11-22", "2027-02-22", None, False),
    ]
    shown = await desk.row("duty", done.ids[0])
    assert (shown["satisfied_by"], shown["satisfied_kind"]) == (patrol["id"], "patrol")
    assert (shown["done_on"], shown["done_at"] <= shown["due_at"]) == (date(2026, 11, 22), True)
    assert (patrol["division"], patrol["findings"], patrol["recorded_by"]) == (GUDONG, "台账已更新", who.subject)
    assert patrol["topics"] == [str(topic) for topic in PatrolTopic]
    assert (await desk.told())[-1] == ("DUTY_SETTLED", "patrol", patrol["id"], GUDONG)


async def test_a_patrol_after_the_due_day_is_done_late(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    await desk.do(register_child, a_child(), DIRECTOR)
    at(desk, "2027-01-01")
    done = await desk.do(record_patrol, a_patrol(patrolled_on=date(2027, 1, 1)), SUPERVISOR)
    shown = await desk.row("duty", done.ids[0])
    assert (shown["due_on"], shown["done_at"] > shown["due_at"]) == (date(2026, 12, 31), True)


async def test_patrols_that_arrive_late_give_the_same_duties_as_in_order(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    at(desk, "2026-01-05")
    await desk.do(register_child, a_child(), DIRECTOR)
    days = [date(2026, 2, 20), date(2026, 10, 18), date(2026, 4, 10)]
    for day in days[:2]:
        at(desk, str(day))
        await desk.do(record_patrol, a_patrol(patrolled_on=day), SUPERVISOR)
    at(desk, "2026-10-20")
    late = await desk.do(record_patrol, a_patrol(patrolled_on=days[2]), SUPERVISOR)
    patrols = {row["patrolled_on"]: row["id"] for row in await desk.rows("patrol")}
    standing = [one[:3] for one in await duties(desk) if not one[3]]
    assert standing == [
        ("2026-01-01", "2026-03-31", patrols[days[0]]),
        ("2026-02-20", "2026-05-20", patrols[days[2]]),
        ("2026-04-10", "2026-07-10", None),
        ("2026-07-10", "2026-10-10", patrols[days[1]]),
        ("2026-10-18", "2027-01-18", None),
    ]
    assert (await desk.row("duty", late.ids[0]))["satisfied_by"] == patrols[days[2]]


@pytest.mark.parametrize("topic", list(PatrolTopic))
async def test_refuses_a_patrol_that_left_out_a_topic_and_names_it(desk: Desk, topic: PatrolTopic) -> None:
    await apply(desk, *PATROLS)
    others = tuple(one for one in PatrolTopic if one is not topic)
    (refused,) = await desk.refused(record_patrol, a_patrol(topics=others), SUPERVISOR)
    assert (refused.code, refused.path, refused.citation) == (ErrorCode.REQUIRED, ("topics",), CITED)
    assert refused.zh == f"巡查内容：缺少“{topic.zh}”"
    assert topic.value in refused.en


async def test_refuses_a_patrol_where_no_rule_asks_for_it(desk: Desk) -> None:
    refused = await desk.refused(record_patrol, a_patrol(), SUPERVISOR)
    assert codes(refused) == {"division": ErrorCode.RULE_VIOLATION}
    assert await desk.rows("patrol") == []


async def test_asks_the_law_of_the_day_of_the_patrol(desk: Desk) -> None:
    await apply(desk, *PATROLS, document="from = 2026-05-01")
    refused = await desk.refused(record_patrol, a_patrol(patrolled_on=date(2026, 4, 30)), SUPERVISOR)
    assert codes(refused) == {"division": ErrorCode.RULE_VIOLATION}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"patrolled_on": date(2026, 11, 23)}, {"patrolledOn": ErrorCode.BAD_USER_INPUT}),
        ({"division": QINGCHENG}, {"division": ErrorCode.BAD_USER_INPUT}),
        ({"division": MENGSHAN // 1000 * 1000}, {"division": ErrorCode.OUT_OF_JURISDICTION}),
        ({"division": JIANHAI // 1000 * 1000}, {"division": ErrorCode.OUT_OF_JURISDICTION}),
        ({"findings": "\x00"}, {"findings": ErrorCode.BAD_USER_INPUT}),
    ],
)
async def test_refuses_a_patrol_that_cannot_be(
    desk: Desk, changes: dict[str, Any], expected: dict[str, ErrorCode]
) -> None:
    await apply(desk, *PATROLS)
    assert codes(await desk.refused(record_patrol, a_patrol(**changes), SUPERVISOR)) == expected


@pytest.mark.parametrize("who", [DIRECTOR, COUNTY], ids=lambda one: one.role)
async def test_only_the_township_and_its_supervisor_record_patrols(desk: Desk, who: Any) -> None:
    await apply(desk, *PATROLS)
    assert codes(await desk.refused(record_patrol, a_patrol(), who)) == {"": ErrorCode.FORBIDDEN}


async def test_warns_of_a_second_patrol_of_a_day_which_counts_for_nothing(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    first = await desk.do(record_patrol, a_patrol(), SUPERVISOR)
    second = await desk.do(record_patrol, a_patrol(), SUPERVISOR)
    assert [one.code for one in second.warnings] == [ErrorCode.CONFLICT, ErrorCode.RULE_VIOLATION]
    assert first.warnings == ()
    assert (await desk.row("duty", second.ids[0]))["satisfied_by"] is None
    assert len(await desk.rows("patrol")) == 2


async def test_the_same_request_records_one_patrol(desk: Desk) -> None:
    await apply(desk, *PATROLS)
    client = "0190f8a2-0000-7000-8000-000000000001"
    answers = [await desk.do(record_patrol, a_patrol(client_id=client), SUPERVISOR) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(await desk.rows("patrol")) == 1
