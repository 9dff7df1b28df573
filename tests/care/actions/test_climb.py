"""Rounds of escalation: bounded, by their index, at a cost that does not grow with what they find."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from care.actions import climb as climbing
from policies.scope import EVERYTHING
from records.duty import duty
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tenants.statement import compile_statement
from tenants.work import Work
from tests.support.desks import ZHONGSHAN
from tests.support.places import NOW, put_child

FUZHOU = 350100000000


async def put(house: House, tenant: Tenant, *late: int, closes: int = 90, **facts: Any) -> list[UUID]:
    """Put visits of one child that were due so many days ago and can be made `closes` days longer."""
    keys = []
    async with house.work(tenant, scope=EVERYTHING) as work:
        child = await put_child(work, division=ZHONGSHAN)
        for days in late:
            due_on = NOW.date() - timedelta(days=days)
            keys.append(uuid7())
            row = {
                "id": keys[-1],
                "kind": "HOUSEHOLD_VISIT",
                "natural_key": f"HOUSEHOLD_VISIT:{child}:{keys[-1]}",
                "child_id": child,
                "division": ZHONGSHAN,
                "prefecture": FUZHOU,
                "base_on": due_on - timedelta(days=30),
                "due_at": NOW.replace(hour=0) - timedelta(days=days - 1),
                "due_on": due_on,
                "closes_on": due_on + timedelta(days=closes),
                "post": "CHILD_DIRECTOR",
                "basis": "IN_FORCE",
                "rule": "visit.household.maxInterval",
                "citation": "某办法第5条",
                "rule_version": "x",
                "created_at": NOW - timedelta(days=400),
                "updated_at": NOW - timedelta(days=400),
                **facts,
            }
            await work.run(insert(duty).values(row))
    return keys


async def levels(owner: asyncpg.Connection) -> list[str]:
    rows = await owner.fetch("SELECT level FROM t_fujian.escalation ORDER BY duty_id, due_at")
    return [row["level"] for row in rows]


async def test_takes_a_batch_at_a_time_and_nothing_twice(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await put(house, fujian, 1, 1, 4, 8, 0)
    found: list[int] = []
    while not found or found[-1] == 2:
        async with house.work(fujian) as work:
            found.append(await climbing.climb(work, size=2))
    assert found == [2, 2, 0]
    assert sorted(await levels(owner)) == ["COUNTY", "TOWNSHIP", "TOWNSHIP", *["VILLAGE"] * 4]
    told = await owner.fetch("SELECT kind, subject_kind, division FROM t_fujian.outbox ORDER BY id")
    assert len(told) == 7
    trail = await owner.fetch("SELECT subject, object, fields FROM t_fujian.audit_event WHERE action = 'duty:escalate'")
    assert {row["subject"] for row in trail} == {"local:worker"}
    assert sorted(row["fields"][0] for row in trail) == sorted(await levels(owner))


async def test_what_a_kill_left_is_found_again(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await put(house, fujian, 4)
    try:
        async with house.work(fujian) as work:
            assert await climbing.climb(work) == 1
            raise ConnectionResetError
    except ConnectionResetError:
        pass
    assert await levels(owner) == []
    async with house.work(fujian) as work:
        assert await climbing.climb(work) == 1
    assert await levels(owner) == ["VILLAGE", "TOWNSHIP"]


async def test_what_can_no_longer_be_done_is_told_once_and_history_never(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await put(house, fujian, 9, closes=5)
    await put(house, fujian, 200, 100, closes=30, updated_at=NOW)
    async with house.work(fujian) as work:
        assert await climbing.climb(work) == 3
    assert await levels(owner) == ["VILLAGE"]
    async with house.work(fujian) as work:
        assert await climbing.climb(work) == 0


async def test_what_is_due_later_than_it_was_begins_anew_and_tells_no_level_twice(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    (key,) = await put(house, fujian, 1)
    async with house.work(fujian) as work:
        await climbing.climb(work)
    move = "UPDATE t_fujian.duty SET due_at = $2, climbs_at = $3 WHERE id = $1"
    await owner.execute(move, key, NOW + timedelta(hours=1), NOW)
    async with house.work(fujian) as work:
        assert await climbing.climb(work) == 1
    assert await owner.fetchval("SELECT climbs_at FROM t_fujian.duty WHERE id = $1", key) is None
    await owner.execute("UPDATE t_fujian.duty SET due_at = $2 WHERE id = $1", key, NOW - timedelta(days=4))
    async with house.work(fujian) as work:
        assert await climbing.climb(work) == 1
    assert await levels(owner) == ["VILLAGE"]


async def test_a_duty_that_somebody_writes_is_left_for_the_next_round(house: House, fujian: Tenant) -> None:
    await put(house, fujian, 1, 1)
    async with house.work(fujian, scope=EVERYTHING) as writer, house.work(fujian) as work:
        await writer.one(select(duty.c.id).order_by(duty.c.id).limit(1).with_for_update())
        assert await climbing.climb(work) == 1


async def test_the_number_of_statements_does_not_grow_with_what_is_found(
    house: House, fujian: Tenant, monkeypatch: Any
) -> None:
    counts = []
    for late in ([1], [1] * 40):
        await put(house, fujian, *late)
        async with house.work(fujian) as work:
            counts.append(await _counted(work))
    assert counts[0] == counts[1] <= 12


async def _counted(work: Work) -> int:
    """Count the exchanges with the database that a round takes."""
    count = 0

    def one_more(_: object) -> None:
        nonlocal count
        count += 1

    work.connection.add_query_logger(one_more)
    await climbing.climb(work)
    work.connection.remove_query_logger(one_more)
    return count


async def test_a_round_reads_what_is_ripe_by_its_index(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    keys = await put(house, fujian, 1)
    more = """
    INSERT INTO t_fujian.duty SELECT (json_populate_record(d, json_build_object(
        'id', gen_random_uuid(), 'natural_key', d.natural_key || n, 'due_at', d.due_at + interval '30 days',
        'done_at', CASE WHEN n % 2 = 0 THEN now() END, 'done_on', CASE WHEN n % 2 = 0 THEN current_date END
    ))).* FROM t_fujian.duty d, generate_series(1, 2000) n WHERE d.id = $1
    """
    names = ", ".join(column.name for column in duty.c if column.computed is None)
    more = more.replace("t_fujian.duty SELECT (", f"t_fujian.duty ({names}) SELECT {names} FROM (SELECT (", 1)
    await owner.execute(more.rstrip() + ") made", keys[0])
    await owner.execute("ANALYZE t_fujian.duty")
    for alone, index in ((False, "ix_duty_climbing"), (True, "ix_duty_climbing_report")):
        sql, args = compile_statement(climbing.ripe(NOW, climbing.BATCH, reports_alone=alone), "t_fujian")
        told = "\n".join(row[0] for row in await owner.fetch(f"EXPLAIN {sql}", *args))
        assert f"Index Scan using {index} on duty" in told
        assert "Seq Scan on duty" not in told
