"""Needs at the desk: what is written and told, repeats, and what one child's need may not name of another's."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from care.actions.claim_need import ClaimNeed, claim_need
from care.actions.close_need import CloseNeed, close_need
from care.actions.end_pairing import EndPairing, end_pairing
from care.actions.needs.lists import end_replaced
from care.actions.open_need import OpenNeed, open_need
from care.actions.record_service import RecordService, record_service
from care.actions.record_visit import record_visit
from care.actions.refer_need import ReferNeed, refer_need
from care.actions.register_child import register_child
from care.actions.set_care_plan import SetCarePlan, set_care_plan
from care.actions.set_pairing import SetPairing, set_pairing
from care.actions.solve_problem import SolveProblem, solve_problem
from policies.refusal import ErrorCode
from records.codes import Department, Role, Service
from tests.support.desks import DIRECTOR, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import a_visit, without_number
from tests.support.places import NOW

TODAY, LATER = NOW.date(), NOW + timedelta(days=90)
HELPER = caller(Role.PAIRING_PERSON, subject="aunt@fujian")


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, without_number(**changes))).ids[0]


async def opened(desk: Desk, child: UUID, **changes: Any) -> UUID:
    return (await desk.do(open_need, replace(OpenNeed(child, Service.READING), **changes), DIRECTOR)).ids[0]


def paired(child: UUID, **changes: Any) -> SetPairing:
    return replace(SetPairing(child, "王芳", "0591-87654321", subject=HELPER.subject, until=LATER), **changes)


async def test_every_action_leaves_its_row_in_the_trail_and_tells_of_the_child(desk: Desk) -> None:
    child = await registered(desk)
    visit = (await desk.do(record_visit, a_visit(child, problems="无人接送", solutions="联系邻居"), DIRECTOR)).ids[0]
    before = len(await desk.told())
    need = await opened(desk, child, visit_id=visit, detail="缺课外书")
    await desk.do(claim_need, ClaimNeed(need), DIRECTOR)
    await desk.do(record_service, RecordService(need, TODAY, "借书三本"), DIRECTOR)
    await desk.do(close_need, CloseNeed(need, 3, "已满足"), DIRECTOR)
    await desk.do(set_care_plan, SetCarePlan(child, "每周陪读", date(2027, 3, 1)), DIRECTOR)
    await desk.do(set_pairing, paired(child), DIRECTOR)
    await desk.do(end_pairing, EndPairing(child, "调离"), DIRECTOR)
    await desk.do(solve_problem, SolveProblem(visit, 1, TODAY), DIRECTOR)
    told = (await desk.told())[before:]
    assert told == [("CHILD_UPDATED", "child", child, ZHONGSHAN)] * 7 + [("VISIT_RECORDED", "visit", visit, ZHONGSHAN)]
    row = await desk.row("need", need)
    assert (row["status"], row["outcome"], row["visit_id"], row["version"]) == ("CLOSED", "已满足", visit, 4)
    (service,) = await desk.rows("service_record", need, "need_id")
    assert (service["provider"], service["recorded_by"]) == (DIRECTOR.name, DIRECTOR.subject)
    assert await desk.rows("pairing", child, "child_id") == []
    assert await desk.rows("access_link") == []


async def test_a_repeated_request_is_one_need_and_one_service_also_for_who_sees_it_by_list(desk: Desk) -> None:
    child = await registered(desk)
    keys = {await opened(desk, child, client_id="018f3c2e-0000-7000-8000-000000000001") for _ in range(2)}
    (need,) = keys
    await desk.do(set_pairing, paired(child), DIRECTOR)
    help_ = RecordService(need, TODAY, "共读", idempotency_key="k-1")
    first, again = await desk.do(record_service, help_, HELPER), await desk.do(record_service, help_, HELPER)
    assert first.ids == again.ids == (need,)
    (service,) = await desk.rows("service_record", need, "need_id")
    assert service["outcome"] == "共读"
    assert desk.work.scope == desk.who.scope


async def test_refuses_what_is_not_the_childs_or_not_in_order(desk: Desk) -> None:
    child, other = await registered(desk), await registered(desk, name="蓝小燕")
    visit = (await desk.do(record_visit, a_visit(other), DIRECTOR)).ids[0]
    wrong = OpenNeed(child, Service.READING, visit_id=visit)
    assert codes(await desk.refused(open_need, wrong, DIRECTOR)) == {"visitId": ErrorCode.NOT_FOUND}
    early = OpenNeed(child, Service.READING, found_on=TODAY + timedelta(days=1))
    assert codes(await desk.refused(open_need, early, DIRECTOR)) == {"foundOn": ErrorCode.BAD_USER_INPUT}
    assert codes(await desk.refused(open_need, wrong, HELPER)) == {"": ErrorCode.FORBIDDEN}
    need = await opened(desk, child)
    both = ReferNeed(need, 1, LATER, organisation_id=uuid4(), department=Department.HEALTH)
    assert codes(await desk.refused(refer_need, both)) == {"organisationId": ErrorCode.BAD_USER_INPUT}
    nowhere = replace(both, department=None)
    assert codes(await desk.refused(refer_need, nowhere)) == {"organisationId": ErrorCode.NOT_FOUND}
    unknown = replace(both, organisation_id=None)
    assert codes(await desk.refused(refer_need, unknown)) == {"department": ErrorCode.NOT_FOUND}
    stale = replace(both, version=7)
    assert codes(await desk.refused(refer_need, stale)) == {"version": ErrorCode.CONFLICT}
    empty = CloseNeed(need, 1, " ")
    assert codes(await desk.refused(close_need, empty)) == {"outcome": ErrorCode.REQUIRED}
    await desk.do(claim_need, ClaimNeed(need), DIRECTOR)
    assert codes(await desk.refused(claim_need, ClaimNeed(need))) == {"needId": ErrorCode.CONFLICT}
    assert codes(await desk.refused(record_service, RecordService(need, TODAY, "x"), HELPER)) == {
        "needId": ErrorCode.NOT_FOUND
    }


async def test_whom_an_import_replaces_reads_nothing_any_more(desk: Desk) -> None:
    child = await registered(desk)
    await desk.do(set_pairing, paired(child), DIRECTOR)
    (row,) = await desk.rows("pairing", child, "child_id")
    await end_replaced(desk.work, {row["id"]: "王芳"})
    assert len(await desk.rows("access_link", child, "object")) == 1
    await end_replaced(desk.work, {row["id"]: "李强"})
    assert await desk.rows("access_link", child, "object") == []
    assert (await desk.row("pairing", row["id"]))["subject"] is None
