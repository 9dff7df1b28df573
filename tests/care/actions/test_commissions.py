from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from care.actions.accept_commission import AcceptCommission, accept_commission
from care.actions.approve_phone_substitute import ApprovePhoneSubstitute, approve_phone_substitute
from care.actions.commission_visit import CommissionVisit, commission_visit
from care.actions.correct_visit import CorrectVisit, correct_visit
from care.actions.move_child import MoveChild, move_child
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from care.actions.update_child import UpdateChild, update_child
from policies.refusal import ErrorCode
from records.codes import Role, VisitMode, VisitOutcome
from tests.support.desks import (
    COUNTY,
    DIRECTOR,
    GUDONG,
    JIANHAI,
    QINGCHENG,
    SUPERVISOR,
    ZHONGSHAN,
    Desk,
    caller,
    codes,
)
from tests.support.forms import a_visit, without_number
from tests.support.laws import NONRESIDENT, apply
from tests.support.places import NOW

THERE = JIANHAI // 1000 * 1000  # a township of another county
RECEIVER = caller(Role.TOWNSHIP, THERE, subject="receiver@fujian")
OVER_THERE = caller(Role.CHILD_SUPERVISOR, THERE, subject="supervisor.there@fujian")
ELSEWHERE = caller(Role.CHILD_SUPERVISOR, 350103002000, subject="supervisor.elsewhere@fujian")
CITED = "county〔2026〕1号第七条"
VISITED = datetime(2026, 11, 22, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DUE = date(2026, 12, 22)


@dataclass(frozen=True)
class Away:
    """A child that lives elsewhere, and the household visit that it is owed."""

    child: UUID
    duty: UUID


async def visits_owed(desk: Desk, child: UUID) -> list[dict[str, Any]]:
    """Read the household visits of a child, those that were made before those that are owed."""
    rows = [row for row in await desk.rows("duty", child, "child_id") if row["kind"] == "HOUSEHOLD_VISIT"]
    return sorted(rows, key=lambda row: (row["done_on"] is None, row["due_on"]))


async def away(desk: Desk, **facts: Any) -> Away:
    child = (await desk.do(register_child, without_number(address="中山路1号", lives_at=JIANHAI, **facts))).ids[0]
    (duty,) = [row["id"] for row in await visits_owed(desk, child)]
    return Away(child, duty)


@pytest.fixture
async def there(desk: Desk) -> Away:
    await apply(desk, *NONRESIDENT)
    return await away(desk)


def an_offer(child: UUID, **changes: Any) -> CommissionVisit:
    return CommissionVisit(**{"child_id": child, "reason": "随父母在台江区就读", **changes})


def a_commissioned(*children: UUID, **changes: Any) -> Any:
    return a_visit(*children, **{"mode": VisitMode.COMMISSIONED, "occurred_at": VISITED, **changes})


async def offered(desk: Desk, there: Away, **changes: Any) -> dict[str, Any]:
    await desk.do(commission_visit, an_offer(there.child, **changes), SUPERVISOR)
    return (await desk.rows("commission", there.child, "child_id"))[-1]


async def accepted(desk: Desk, there: Away) -> tuple[UUID, UUID]:
    """Offer and accept; gives the commission and the receiving township's duty."""
    key = (await offered(desk, there))["id"]
    return key, (await desk.do(accept_commission, AcceptCommission(key), RECEIVER)).ids[0]


async def test_offers_the_name_and_address_to_the_township_where_the_child_lives(desk: Desk, there: Away) -> None:
    done = await desk.do(commission_visit, an_offer(there.child), SUPERVISOR)
    assert done.ids == (there.duty,)
    (row,) = await desk.rows("commission", there.child, "child_id")
    assert (row["status"], row["division"], row["to_division"]) == ("OFFERED", ZHONGSHAN, THERE)
    assert (row["child_name"], row["child_address"], row["due_on"]) == ("单小明", "中山路1号", DUE)
    assert (row["rule"], row["citation"], row["offered_by"]) == ("visit.nonresident", CITED, SUPERVISOR.subject)
    assert (await desk.told())[-1] == ("COMMISSION_OFFERED", "commission", row["id"], THERE)
    assert await desk.rows("duty", THERE, "division") == []


async def test_names_the_address_where_the_child_is_found(desk: Desk, there: Away) -> None:
    assert (await offered(desk, there, address="工业路9号", to_division=THERE))["child_address"] == "工业路9号"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reason": " "}, {"reason": ErrorCode.REQUIRED}),
        ({"mode": VisitMode.HOUSEHOLD}, {"mode": ErrorCode.BAD_USER_INPUT}),
        ({"to_division": JIANHAI}, {"toDivision": ErrorCode.BAD_USER_INPUT}),
        ({"to_division": 350103002000}, {"toDivision": ErrorCode.BAD_USER_INPUT}),
        ({"to_division": GUDONG}, {"toDivision": ErrorCode.BAD_USER_INPUT}),
        ({"to_division": 220102001000}, {"toDivision": ErrorCode.OUT_OF_JURISDICTION}),
    ],
)
async def test_refuses_an_offer_that_cannot_be(
    desk: Desk, there: Away, changes: dict[str, Any], expected: dict[str, ErrorCode]
) -> None:
    assert codes(await desk.refused(commission_visit, an_offer(there.child, **changes), SUPERVISOR)) == expected
    assert await desk.rows("commission") == []


@pytest.mark.parametrize("act", ["offer", "approve"])
async def test_refuses_where_no_rule_speaks_of_children_elsewhere(desk: Desk, act: str) -> None:
    there = await away(desk)
    (refused,) = (
        await desk.refused(commission_visit, an_offer(there.child), SUPERVISOR)
        if act == "offer"
        else await desk.refused(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "路远"))
    )
    assert (refused.code, refused.path, refused.citation) == (ErrorCode.RULE_VIOLATION, ("mode",), None)


async def test_refuses_a_call_where_the_rule_allows_visits_alone_and_cites_it(desk: Desk) -> None:
    (rule,) = NONRESIDENT
    await apply(desk, rule.replace('"PHONE", ', ""))
    there = await away(desk)
    (refused,) = await desk.refused(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "路远"))
    assert (refused.code, refused.citation) == (ErrorCode.RULE_VIOLATION, CITED)


async def test_refuses_for_a_child_that_lives_where_its_file_is_or_is_owed_no_visit(desk: Desk, there: Away) -> None:
    await desk.by_hand("UPDATE {schema}.child SET lives_at = NULL")
    (refused,) = await desk.refused(commission_visit, an_offer(there.child), SUPERVISOR)
    assert (refused.code, refused.path, refused.citation) == (ErrorCode.RULE_VIOLATION, ("childId",), CITED)
    await desk.by_hand("UPDATE {schema}.child SET lives_at = $1", JIANHAI)
    await desk.by_hand("DELETE FROM {schema}.duty WHERE child_id IS NOT NULL")
    assert codes(await desk.refused(commission_visit, an_offer(there.child), SUPERVISOR)) == {
        "childId": ErrorCode.RULE_VIOLATION
    }


async def test_a_child_out_of_sight_is_as_unknown_as_one_that_is_not_there(desk: Desk, there: Away) -> None:
    for key in (there.child, uuid4()):
        assert codes(await desk.refused(commission_visit, an_offer(key), ELSEWHERE)) == {"childId": ErrorCode.NOT_FOUND}


async def test_an_unanswered_offer_gives_way_to_another_township_and_to_no_second_one(desk: Desk, there: Away) -> None:
    first = await offered(desk, there)
    (refused,) = await desk.refused(commission_visit, an_offer(there.child), SUPERVISOR)
    assert (refused.code, refused.path) == (ErrorCode.CONFLICT, ("childId",))
    assert f"commission_{first['id']}" in refused.zh
    await desk.by_hand("UPDATE {schema}.child SET lives_at = 350103000000")
    second = await offered(desk, there, to_division=350103002000)
    assert second["status"] == "OFFERED"
    assert (await desk.row("commission", first["id"]))["status"] == "ENDED"
    await desk.do(accept_commission, AcceptCommission(second["id"]), ELSEWHERE)
    assert codes(await desk.refused(commission_visit, an_offer(there.child, to_division=THERE), SUPERVISOR)) == {
        "childId": ErrorCode.CONFLICT
    }


async def test_whoever_accepts_owes_the_visit_by_the_same_day(desk: Desk, there: Away) -> None:
    key, owed = await accepted(desk, there)
    row = await desk.row("duty", owed)
    assert (row["kind"], row["natural_key"]) == ("HOUSEHOLD_VISIT", f"COMMISSION:{key}")
    assert (row["division"], row["child_id"], row["reasons"]) == (THERE, None, ["COMMISSIONED"])
    assert (row["subject_kind"], row["subject"], row["due_on"]) == ("commission", key, DUE)
    assert (row["rule"], row["citation"]) == ("visit.nonresident", CITED)
    taken = await desk.row("commission", key)
    assert (taken["status"], taken["accepted_by"], taken["accepted_at"]) == ("ACCEPTED", RECEIVER.subject, NOW)
    assert (await desk.told())[-1] == ("COMMISSION_ANSWERED", "commission", key, ZHONGSHAN)
    assert codes(await desk.refused(accept_commission, AcceptCommission(key), OVER_THERE)) == {
        "commissionId": ErrorCode.CONFLICT
    }


async def test_nobody_but_the_township_that_was_asked_accepts(desk: Desk, there: Away) -> None:
    key = (await offered(desk, there))["id"]
    assert codes(await desk.refused(accept_commission, AcceptCommission(key), SUPERVISOR)) == {
        "commissionId": ErrorCode.RULE_VIOLATION
    }
    for unknown in (key, uuid4()):
        assert codes(await desk.refused(accept_commission, AcceptCommission(unknown), ELSEWHERE)) == {
            "commissionId": ErrorCode.NOT_FOUND
        }


@pytest.mark.parametrize("who", [RECEIVER, OVER_THERE], ids=lambda one: one.role)
async def test_the_receiving_township_records_the_visit_of_a_child_that_it_does_not_see(
    desk: Desk, there: Away, who: Any
) -> None:
    key, owed = await accepted(desk, there)
    done = await desk.do(record_visit, a_commissioned(there.child, problems="无", solutions="无"), who)
    assert [(one.code, one.path) for one in done.warnings] == [(ErrorCode.OUT_OF_JURISDICTION, ("childIds",))]
    visit = await desk.row("visit", done.ids[0])
    assert (visit["division"], visit["occurred_division"], visit["mode"]) == (ZHONGSHAN, THERE, "COMMISSIONED")
    assert visit["recorded_by"] == who.subject
    row = await desk.row("commission", key)
    assert (row["status"], row["visit_id"], row["visited_at"]) == ("VISITED", visit["id"], VISITED)
    duty = await desk.row("duty", owed)
    assert (duty["satisfied_by"], duty["satisfied_kind"]) == (visit["id"], "visit")
    assert (duty["done_on"], duty["done_at"]) == (VISITED.date(), VISITED)
    (done_there, next_there) = await visits_owed(desk, there.child)
    assert (done_there["id"], done_there["satisfied_by"]) == (there.duty, visit["id"])
    assert (next_there["satisfied_by"], next_there["due_on"]) == (None, date(2026, 12, 22))
    again = await desk.refused(record_visit, a_commissioned(there.child), who)
    assert codes(again) == {"childIds.0": ErrorCode.NOT_FOUND}


async def test_nobody_met_leaves_the_visit_owed(desk: Desk, there: Away) -> None:
    key, owed = await accepted(desk, there)
    await desk.do(record_visit, a_commissioned(there.child, outcome=VisitOutcome.NOT_HOME), RECEIVER)
    assert (await desk.row("commission", key))["status"] == "ACCEPTED"
    assert (await desk.row("duty", owed))["done_at"] is None


async def test_a_commission_opens_its_child_and_no_neighbour(desk: Desk, there: Away) -> None:
    neighbour = (await away(desk, name="单小红")).child
    await accepted(desk, there)
    for hidden in (neighbour, uuid4()):
        refused = await desk.refused(record_visit, a_commissioned(there.child, hidden), RECEIVER)
        assert codes(refused) == {"childIds.1": ErrorCode.NOT_FOUND}
    assert await desk.rows("visit") == []


async def test_an_offer_alone_opens_nothing(desk: Desk, there: Away) -> None:
    await offered(desk, there)
    assert codes(await desk.refused(record_visit, a_commissioned(there.child), RECEIVER)) == {
        "childIds.0": ErrorCode.NOT_FOUND
    }


@pytest.mark.parametrize("who", [RECEIVER, ELSEWHERE, SUPERVISOR], ids=["receiver", "elsewhere", "own"])
async def test_other_modes_and_other_townships_gain_nothing_by_it(desk: Desk, there: Away, who: Any) -> None:
    await accepted(desk, there)
    if who is not SUPERVISOR:
        refused = await desk.refused(record_visit, a_visit(there.child, occurred_at=VISITED), who)
        assert refused[0].code in (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN)
    if who is not RECEIVER:
        refused = await desk.refused(record_visit, a_commissioned(there.child), who)
        expected = ErrorCode.RULE_VIOLATION if who is SUPERVISOR else ErrorCode.NOT_FOUND
        assert codes(refused) == {"childIds.0": expected}


async def test_a_visit_by_the_files_own_place_ends_the_commission(desk: Desk, there: Away) -> None:
    key, owed = await accepted(desk, there)
    await desk.do(record_visit, a_visit(there.child, occurred_at=VISITED), DIRECTOR)
    assert (await desk.row("commission", key))["status"] == "ENDED"
    assert (await desk.row("duty", owed))["cancelled_at"] == NOW
    assert codes(await desk.refused(record_visit, a_commissioned(there.child), RECEIVER)) == {
        "childIds.0": ErrorCode.NOT_FOUND
    }


async def test_a_call_stands_in_only_when_the_county_has_approved_it(desk: Desk, there: Away) -> None:
    call = a_visit(there.child, mode=VisitMode.PHONE_SUBSTITUTE, occurred_at=VISITED)
    (refused,) = await desk.refused(record_visit, call, DIRECTOR)
    assert (refused.code, refused.path, refused.citation) == (ErrorCode.RULE_VIOLATION, ("childIds", "0"), CITED)
    done = await desk.do(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "道路中断"))
    assert done.ids == (there.duty,)
    (row,) = await desk.rows("commission", there.child, "child_id")
    assert (row["status"], row["approved_by"], row["approval_reason"]) == ("APPROVED", COUNTY.subject, "道路中断")
    visit = (await desk.do(record_visit, call, DIRECTOR)).ids[0]
    row = await desk.row("commission", row["id"])
    assert (row["status"], row["visit_id"]) == ("VISITED", visit)
    assert [one["satisfied_by"] for one in await visits_owed(desk, there.child)] == [visit, None]
    assert codes(await desk.refused(record_visit, call, DIRECTOR)) == {"childIds.0": ErrorCode.RULE_VIOLATION}


@pytest.mark.parametrize("reason", ["", "  "])
async def test_an_approval_needs_a_reason(desk: Desk, there: Away, reason: str) -> None:
    refused = await desk.refused(approve_phone_substitute, ApprovePhoneSubstitute(there.child, reason))
    assert codes(refused) == {"reason": ErrorCode.REQUIRED}


@pytest.mark.parametrize("who", [SUPERVISOR, DIRECTOR, RECEIVER], ids=lambda one: one.role)
async def test_nobody_but_the_county_approves(desk: Desk, there: Away, who: Any) -> None:
    refused = await desk.refused(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "路远"), who)
    assert codes(refused) == {"": ErrorCode.FORBIDDEN}


async def test_the_county_approves_what_was_proposed(desk: Desk, there: Away) -> None:
    proposed = await offered(desk, there, mode=VisitMode.PHONE_SUBSTITUTE)
    assert (proposed["status"], proposed["to_division"]) == ("PROPOSED", None)
    assert (await desk.told())[-1] == ("COMMISSION_OFFERED", "commission", proposed["id"], ZHONGSHAN)
    await desk.do(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "路远"))
    assert (await desk.row("commission", proposed["id"]))["status"] == "APPROVED"
    refused = await desk.refused(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "路远"))
    assert codes(refused) == {"childId": ErrorCode.CONFLICT}


async def test_an_approved_call_takes_the_visit_off_the_township_that_had_accepted(desk: Desk, there: Away) -> None:
    key, owed = await accepted(desk, there)
    await desk.do(approve_phone_substitute, ApprovePhoneSubstitute(there.child, "疫情封控"))
    assert (await desk.row("duty", owed))["cancelled_at"] == NOW
    told = [one for one in await desk.told() if one[0] == "COMMISSION_ANSWERED"]
    assert told[-2:] == [
        ("COMMISSION_ANSWERED", "commission", key, ZHONGSHAN),
        ("COMMISSION_ANSWERED", "commission", key, THERE),
    ]


async def test_a_correction_takes_the_commission_along(desk: Desk, there: Away) -> None:
    key, owed = await accepted(desk, there)
    visit = (await desk.do(record_visit, a_commissioned(there.child), RECEIVER)).ids[0]
    earlier = VISITED - timedelta(days=1)
    second = (await desk.do(correct_visit, CorrectVisit(visit, 1, "日期写错", occurred_at=earlier), DIRECTOR)).ids[0]
    row, duty = await desk.row("commission", key), await desk.row("duty", owed)
    assert (row["status"], row["visit_id"], row["visited_at"]) == ("VISITED", second, earlier)
    assert (duty["satisfied_by"], duty["done_at"]) == (second, earlier)
    wrong = CorrectVisit(second, 1, "未见到", outcome=VisitOutcome.NOT_HOME)
    await desk.do(correct_visit, wrong, DIRECTOR)
    assert (await desk.row("commission", key))["status"] == "ACCEPTED"
    assert (await desk.row("duty", owed))["done_at"] is None


@pytest.mark.parametrize("mode", [VisitMode.COMMISSIONED, VisitMode.PHONE_SUBSTITUTE])
async def test_no_correction_makes_a_visit_into_one_that_needs_a_commission(
    desk: Desk, there: Away, mode: VisitMode
) -> None:
    visit = (await desk.do(record_visit, a_visit(there.child, occurred_at=VISITED), DIRECTOR)).ids[0]
    assert codes(await desk.refused(correct_visit, CorrectVisit(visit, 1, "方式写错", mode=mode), DIRECTOR)) == {
        "mode": ErrorCode.RULE_VIOLATION
    }


async def test_the_same_request_offers_once(desk: Desk, there: Away) -> None:
    offer = an_offer(there.child, client_id="0190f8a2-0000-7000-8000-000000000001")
    assert await desk.do(commission_visit, offer, SUPERVISOR) == await desk.do(commission_visit, offer, SUPERVISOR)
    assert len(await desk.rows("commission")) == 1


@pytest.mark.parametrize("change", ["moves", "returns", "lives"])
async def test_a_commission_ends_when_the_child_lives_there_no_longer(desk: Desk, there: Away, change: str) -> None:
    key, owed = await accepted(desk, there)
    if change == "moves":
        await desk.do(move_child, MoveChild(there.child, 1, QINGCHENG))
    else:
        await desk.do(update_child, UpdateChild(there.child, 1, lives_at=None if change == "returns" else 350103002000))
    assert (await desk.row("commission", key))["status"] == "ENDED"
    assert (await desk.row("duty", owed))["cancelled_at"] == NOW
    assert codes(await desk.refused(record_visit, a_commissioned(there.child), RECEIVER)) == {
        "childIds.0": ErrorCode.NOT_FOUND
    }


async def test_other_changes_of_the_file_leave_the_commission(desk: Desk, there: Away) -> None:
    key, _ = await accepted(desk, there)
    await desk.do(update_child, UpdateChild(there.child, 1, notes="已联系", lives_at=JIANHAI))
    assert (await desk.row("commission", key))["status"] == "ACCEPTED"


async def test_what_was_done_before_the_offer_neither_counts_by_it_nor_ends_it(desk: Desk, there: Away) -> None:
    key, _ = await accepted(desk, there)
    before = VISITED - timedelta(days=1)
    refused = await desk.refused(record_visit, a_commissioned(there.child, occurred_at=before), RECEIVER)
    assert codes(refused) == {"occurredAt": ErrorCode.BAD_USER_INPUT}
    await desk.do(record_visit, a_visit(there.child, occurred_at=before), DIRECTOR)
    assert (await desk.row("commission", key))["status"] == "ACCEPTED"
