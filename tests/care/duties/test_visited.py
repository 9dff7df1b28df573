"""Facts with a visit that is about to be written are those that would be read after it; a child is written once."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from care.actions.common import visit_rows
from care.actions.common.visit_findings import VisitFindings
from care.actions.record_visit import record_visit
from care.duties.facts import Facts
from care.duties.law import law_of
from care.duties.load import load_facts
from care.duties.settle import Settled
from care.duties.visited import visited
from records.codes import CarerCapacity, VisitMode, VisitOutcome, YesNoUnknown
from tenants.house import House
from tenants.registry import Tenant
from tests.care.duties.test_settle import left_behind
from tests.support.derived_rows import at, on_file, settled
from tests.support.desks import SUPERVISOR, ZHONGSHAN
from tests.support.forms import SHANGHAI, a_visit

# What settling itself leaves on file for the next time.
_SETTLED = {"classes", "reasons", "difficulties", "derived"}
_MODES = (VisitMode.PHONE, VisitMode.HOUSEHOLD, VisitMode.FIELD_CHECK)
_WRITES = "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relid = 't_fujian.child'::regclass"


def told(facts: Facts) -> dict[str, Any]:
    found = {one.name: getattr(facts, one.name) for one in fields(facts) if one.name not in _SETTLED}
    return found | {"events": sorted(facts.events, key=lambda event: event.id)}


def findings(chance: Random) -> VisitFindings:
    """What a household visit has to find out, and at times an instrument that was signed."""
    capacity = chance.choice((*CarerCapacity, CarerCapacity.NEGLECTS_DUTY))
    signed = chance.choice((None, YesNoUnknown.NO, YesNoUnknown.YES))
    return VisitFindings(psychological_needs="无", carer_capacity=capacity, agreement_signed=signed)


async def trouble(owner: asyncpg.Connection, key: UUID, found_on: date, closed_on: date | None) -> None:
    await owner.execute("DELETE FROM t_fujian.carer_problem WHERE closed_on IS NULL")
    await owner.execute(
        "INSERT INTO t_fujian.carer_problem (id, child_id, division, fault, found_on, closed_on, recorded_by,"
        " created_at, updated_at)"
        " VALUES (gen_random_uuid(), $1, $2, 'NEGLECTS_DUTY', $3, $4, 'somebody', now(), now())",
        key, ZHONGSHAN, found_on, closed_on,
    )  # fmt: skip


async def test_a_visit_moves_what_reading_it_would_move(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    beforehand: list[Facts] = []

    async def seen(*words: Any) -> list[Facts]:
        beforehand[:] = await visited(*words)
        return beforehand

    monkeypatch.setattr(visit_rows, "visited", seen)
    key, chance = await left_behind(house, fujian, owner), Random(20261128)  # noqa: S311 (the same in every run)
    day, weak, signed = date(2026, 11, 20), set(), set()
    for number in range(60):
        day += timedelta(days=chance.choice((0, 1, 9, 40)))
        at(house, day.isoformat(), "18:00")
        if chance.randrange(4) == 0:
            ended = day - timedelta(days=chance.choice((0, 20))) if chance.randrange(3) else None
            await trouble(owner, key, day - timedelta(days=30), ended)
        on = day - timedelta(days=chance.choice((0, 0, 1, 20, 60)))
        visit = a_visit(
            key,
            mode=chance.choice(_MODES),
            outcome=chance.choice((VisitOutcome.MET, VisitOutcome.MET, VisitOutcome.NOT_HOME)),
            occurred_at=datetime(on.year, on.month, on.day, 12, tzinfo=SHANGHAI),
            findings=chance.choice((None, findings(chance))),
        )
        async with house.work(fujian, scope=SUPERVISOR.scope, subject=SUPERVISOR.subject) as work:
            await record_visit(work, SUPERVISOR, visit)
            rounds = (await law_of(work)).rounds
            (after,) = await load_facts(work, [key], rounds=rounds, late=on)
        assert told(after) == told(beforehand[0]), number
        weak.add(after.carer_weak)
        signed.add(after.seen_signed_on)
        once = await on_file(owner, fujian)
        assert await settled(house, fujian, key) == Settled((), 0), number
        assert await on_file(owner, fujian) == once, number
        assert once["child"][0]["updated_at"] == house.clock()
    assert weak == {True, False}
    assert len(signed) > 2
    rows = await on_file(owner, fujian)
    done = [row for row in rows["duty"] if row["satisfied_kind"] == "visit"]
    moments = dict(await owner.fetch("SELECT id, occurred_at FROM t_fujian.visit"))
    assert len(done) > 5
    assert all(row["done_at"] == moments[row["satisfied_by"]] for row in done)


@pytest.mark.parametrize("moves", [True, False])
async def test_a_visit_writes_its_child_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection, *, moves: bool
) -> None:
    key = await left_behind(house, fujian, owner)
    at(house, "2026-11-26")
    visit = a_visit(key, mode=VisitMode.PHONE, findings=None, **({} if moves else {"outcome": VisitOutcome.NOT_HOME}))
    async with house.work(fujian, scope=SUPERVISOR.scope, subject=SUPERVISOR.subject) as work:
        due = await work.connection.fetchval("SELECT next_contact_due FROM t_fujian.child")
        before = await work.connection.fetchval(_WRITES)
        await record_visit(work, SUPERVISOR, visit)
        assert await work.connection.fetchval(_WRITES) == before + 1
        moved = await work.connection.fetchval("SELECT next_contact_due FROM t_fujian.child") != due
        assert moved is moves
