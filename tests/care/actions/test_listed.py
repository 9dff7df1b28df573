"""Callers who see children by list: what they may visit, and how little of the places around is opened for it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from care.actions.common.done import Done
from care.actions.record_visit import RecordVisit, record_visit
from care.actions.register_child import register_child
from care.divisions.scope import multirange
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from records.codes import Role
from tenants.work import Work
from tests.support.desks import GULOU, JIANHAI, MENGSHAN, QINGCHENG, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import a_visit, without_number
from tests.support.places import NOW

PARTNER = caller(Role.PARTNER_WORKER, subject="partner@fujian")
OFFICER = caller(Role.COUNTY_OFFICER, GULOU, 350103000000)


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, without_number(**changes), OFFICER)).ids[0]


async def listed(desk: Desk, key: UUID, days: int = 1) -> UUID:
    link = {"subject": PARTNER.subject, "kind": "child", "classes": ["basic"], "object": key}
    await desk.put("access_link", **link, until=NOW + timedelta(days=days))
    return key


async def test_lets_a_partner_visit_the_children_on_its_list_alone(desk: Desk) -> None:
    seen = await listed(desk, await registered(desk))
    over = await listed(desk, await registered(desk, name="李小红"), days=0)
    other = await registered(desk, name="王小刚")
    done = await desk.do(record_visit, a_visit(seen), PARTNER)
    assert (await desk.row("visit", done.ids[0]))["recorded_by"] == PARTNER.subject
    refusals = await desk.refused(record_visit, a_visit(over, seen, other, uuid4()), PARTNER)
    assert codes(refusals) == {f"childIds.{place}": ErrorCode.NOT_FOUND for place in (0, 2, 3)}
    assert len({(one.zh, one.en) for one in refusals}) == 1
    stranger = caller(Role.PARTNER_WORKER, GULOU, subject="other@fujian")
    assert codes(await desk.refused(record_visit, a_visit(seen), stranger)) == {"childIds.0": ErrorCode.NOT_FOUND}


async def test_opens_the_villages_of_the_listed_children_and_no_more(desk: Desk) -> None:
    children = [await listed(desk, await registered(desk, division=place)) for place in (ZHONGSHAN, JIANHAI)]
    await listed(desk, await registered(desk, division=MENGSHAN))
    await registered(desk, division=QINGCHENG)
    seen: list[tuple[str, str]] = []

    async def recording(work: Work, who: Caller, command: RecordVisit) -> Done:
        try:
            return await record_visit(work, who, command)
        finally:
            set_now = await work.connection.fetchval("SELECT current_setting('app.scope')::int8multirange::text")
            seen.append((work.scope, set_now))

    for _ in range(2):  # the second time it is a replay, whose answer is read anew
        await desk.do(recording, a_visit(*children, idempotency_key="k-1"), PARTNER)
    assert seen == [(multirange([ZHONGSHAN, JIANHAI]),) * 2] * 2


async def test_opens_nothing_for_children_that_are_not_listed(desk: Desk) -> None:
    keys = [await registered(desk), uuid4()]
    seen: list[tuple[str, str]] = []

    async def recording(work: Work, who: Caller, command: RecordVisit) -> Done:
        try:
            return await record_visit(work, who, command)
        except Refused:
            seen.append((work.scope, await work.connection.fetchval("SELECT current_setting('app.scope')")))
            raise

    await desk.refused(recording, a_visit(*keys), PARTNER)
    assert seen == [("{}", "{}")]


async def test_knows_a_partner_by_its_entry_in_the_register_wherever_it_stands(desk: Desk) -> None:
    key, child = uuid4(), await listed(desk, await registered(desk))
    facts = {"id": key, "subject": PARTNER.subject, "name": "蓝社工", "post": "SOCIAL_WORKER", "division": JIANHAI}
    await desk.put("trainee", **facts, prefecture=350100000000, created_at=NOW, updated_at=NOW)
    done = await desk.do(record_visit, a_visit(child), PARTNER)
    assert (await desk.row("visit", done.ids[0]))["visitor_id"] == key
