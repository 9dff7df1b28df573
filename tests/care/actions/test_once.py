import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from care.actions.common.done import Done
from care.actions.common.once import replayed
from care.actions.record_visit import RecordVisit, record_visit
from care.actions.register_child import RegisterChild, register_child
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from records.codes import VisitMode
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work
from tests.support.desks import COUNTY, DIRECTOR, QINGCHENG, SUPERVISOR, Desk, codes
from tests.support.forms import a_child, a_father, a_visit

VISITS = "SELECT count(*) FROM t_fujian.visit"


async def registered(desk: Desk) -> UUID:
    return (await desk.do(register_child, a_child())).ids[0]


@pytest.mark.parametrize("name", [{"idempotency_key": "k-1"}, {"client_id": str(uuid4())}])
async def test_gives_the_first_answer_again(desk: Desk, name: dict[str, str]) -> None:
    child = await registered(desk)
    await desk.do(record_visit, a_visit(child), DIRECTOR)
    first = await desk.do(record_visit, a_visit(child, **name), DIRECTOR)
    again = await desk.do(record_visit, a_visit(child, **name), DIRECTOR)
    assert first.warnings
    assert again == first
    assert len(await desk.rows("visit")) == 2
    told = await desk.told()
    assert len([one for one in told if one[0] == "VISIT_RECORDED"]) == 2


@pytest.mark.parametrize(
    ("name", "path"), [({"idempotency_key": "k-1"}, "idempotencyKey"), ({"client_id": str(uuid4())}, "clientId")]
)
async def test_refuses_another_body_under_the_same_key(desk: Desk, name: dict[str, str], path: str) -> None:
    child = await registered(desk)
    await desk.do(record_visit, a_visit(child, **name), DIRECTOR)
    other = a_visit(child, mode=VisitMode.PHONE, **name)
    assert codes(await desk.refused(record_visit, other, DIRECTOR)) == {path: ErrorCode.IDEMPOTENCY_KEY_REUSED}
    assert len(await desk.rows("visit")) == 1


async def test_refuses_a_key_that_another_action_used(desk: Desk) -> None:
    child = (await desk.do(register_child, a_child(idempotency_key="k-1"), DIRECTOR)).ids[0]
    refusals = await desk.refused(record_visit, a_visit(child, idempotency_key="k-1"), DIRECTOR)
    assert codes(refusals) == {"idempotencyKey": ErrorCode.IDEMPOTENCY_KEY_REUSED}


async def test_keeps_the_keys_of_each_subject_apart(desk: Desk) -> None:
    child = await registered(desk)
    mine = await desk.do(record_visit, a_visit(child, idempotency_key="k-1"), DIRECTOR)
    theirs = await desk.do(record_visit, a_visit(child, idempotency_key="k-1"), SUPERVISOR)
    assert mine.ids != theirs.ids


async def test_knows_a_request_by_its_client_id_under_a_new_key(desk: Desk) -> None:
    child, client = await registered(desk), str(uuid4())
    first = await desk.do(record_visit, a_visit(child, client_id=client, idempotency_key="k-1"), DIRECTOR)
    again = await desk.do(record_visit, a_visit(child, client_id=client, idempotency_key="k-2"), DIRECTOR)
    assert again.ids == first.ids
    other = a_visit(child, mode=VisitMode.PHONE, idempotency_key="k-2")
    refusals = await desk.refused(record_visit, other, DIRECTOR)
    assert codes(refusals) == {"idempotencyKey": ErrorCode.IDEMPOTENCY_KEY_REUSED}


async def test_keeps_a_key_and_a_client_id_of_the_same_letters_apart(desk: Desk) -> None:
    child, same = await registered(desk), str(uuid4())
    first = await desk.do(record_visit, a_visit(child, client_id=same, idempotency_key=same), DIRECTOR)
    again = await desk.do(record_visit, a_visit(child, client_id=same, idempotency_key=same), DIRECTOR)
    assert first.ids == again.ids
    desk.who = DIRECTOR
    kept = await desk.rows("idempotency_key")
    assert {(row["key"], row["from_client"]) for row in kept} == {(same, True), (same, False)}


async def test_knows_a_late_request_after_its_key_was_purged(desk: Desk) -> None:
    child = await registered(desk)
    command = a_visit(child, client_id=str(uuid4()), idempotency_key="k-1")
    first = await desk.do(record_visit, command, DIRECTOR)
    desk.who = DIRECTOR
    await desk.by_hand("DELETE FROM {schema}.idempotency_key WHERE NOT from_client")
    assert [row["from_client"] for row in await desk.rows("idempotency_key")] == [True]
    assert (await desk.do(record_visit, command, DIRECTOR)).ids == first.ids


async def test_evaluates_a_refusal_anew(desk: Desk) -> None:
    child = (await desk.do(register_child, a_child(division=QINGCHENG))).ids[0]
    command = a_visit(child, idempotency_key="k-1", client_id=str(uuid4()))
    assert await desk.refused(record_visit, command, DIRECTOR)
    assert (await desk.do(record_visit, command, SUPERVISOR)).ids
    assert await desk.refused(record_visit, command, DIRECTOR)


async def test_asks_the_policy_again_on_a_replay(desk: Desk) -> None:
    command = a_child(idempotency_key="k-1")
    await desk.do(register_child, command, DIRECTOR)
    demoted = replace(DIRECTOR, permit=replace(DIRECTOR.permit, actions=frozenset()))
    assert codes(await desk.refused(register_child, command, demoted)) == {"": ErrorCode.FORBIDDEN}


async def test_keeps_no_number_in_its_hash(desk: Desk) -> None:
    await desk.do(register_child, a_child(idempotency_key="k-1", guardians=(a_father(),)), DIRECTOR)
    desk.who = DIRECTOR
    (row,) = await desk.rows("idempotency_key")
    assert len(row["body_hash"]) == 16
    assert "990000" not in str(dict(row))


async def do(house: House, tenant: Tenant, who: Caller, command: RecordVisit | RegisterChild) -> Done:
    async with house.work(tenant, scope=who.scope, subject=who.subject) as work:
        if isinstance(command, RegisterChild):
            return await register_child(work, who, command)
        return await record_visit(work, who, command)


async def test_writes_once_when_the_same_request_comes_many_times_at_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    child = (await do(house, fujian, DIRECTOR, a_child())).ids[0]
    command = a_visit(child, idempotency_key="k-1", client_id=str(uuid4()))
    answers = await asyncio.gather(*(do(house, fujian, DIRECTOR, command) for _ in range(6)))
    assert len({answer.ids for answer in answers}) == 1
    assert await owner.fetchval(VISITS) == 1
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.outbox WHERE kind = 'VISIT_RECORDED'") == 1


async def test_waits_for_the_same_request_that_is_under_way(house: House, fujian: Tenant) -> None:
    child = (await do(house, fujian, DIRECTOR, a_child())).ids[0]
    command = a_visit(child, idempotency_key="k-1")
    async with house.work(fujian, scope=DIRECTOR.scope, subject=DIRECTOR.subject) as work:
        first = await record_visit(work, DIRECTOR, command)
        second = asyncio.create_task(do(house, fujian, DIRECTOR, command))
        await waiting(work)
        assert not second.done()
    assert (await second).ids == first.ids


async def test_runs_the_same_request_anew_when_the_one_under_way_fails(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    child = (await do(house, fujian, DIRECTOR, a_child())).ids[0]
    command = a_visit(child, idempotency_key="k-1")
    waiters: list[asyncio.Task[Done]] = []

    async def fail_midway() -> None:
        async with house.work(fujian, scope=DIRECTOR.scope, subject=DIRECTOR.subject) as work:
            await record_visit(work, DIRECTOR, command)
            waiters.append(asyncio.create_task(do(house, fujian, DIRECTOR, command)))
            await waiting(work)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await fail_midway()
    assert len((await waiters[0]).ids) == 1
    assert await owner.fetchval(VISITS) == 1


async def test_registers_a_number_once_when_two_try_at_once(house: House, fujian: Tenant) -> None:
    first, second = await asyncio.gather(
        do(house, fujian, COUNTY, a_child()),
        do(house, fujian, DIRECTOR, a_child(name="单晓明")),
        return_exceptions=True,
    )
    outcomes = sorted((first, second), key=lambda one: isinstance(one, Refused))
    assert isinstance(outcomes[0], Done)
    assert isinstance(outcomes[1], Refused)
    assert codes(outcomes[1].refusals) == {"residentId": ErrorCode.CONFLICT}


async def waiting(work: Work) -> None:
    """Wait until somebody else waits for a lock that this work holds."""
    asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _ in range(500):
        if await work.connection.fetchval(asked):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def test_has_nothing_to_replay_without_a_key(desk: Desk) -> None:
    assert await replayed(desk.work, DIRECTOR, a_visit(uuid4())) is None
