"""A plan tells before the law changes what applying it will do, and changes nothing."""

from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from care.actions import plan_rulebook as planning
from care.actions.apply_rulebook import ApplyRulebook
from care.actions.plan_rulebook import Plan, plan_rulebook
from care.actions.walk import walk
from care.duties.moves import Move
from care.rulebooks.flaws import RulebookError
from policies.permits import permit
from policies.refusal import Refused
from policies.source import baseline
from records.codes import ChildClass, DutyKind, KeyChildReason, Role
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, COUNTY, GULOU, JIANHAI, QINGCHENG, ZHONGSHAN
from tests.support.lawful import apply, county, half_a_year, populate, send_parents_away, visits

VISIT = DutyKind.HOUSEHOLD_VISIT
EVERY = """
SELECT format('SELECT %L, json_agg(t)::text FROM %I.%I t', tablename, schemaname, tablename) FROM pg_tables
WHERE schemaname = 't_fujian' AND tablename !~ '^audit_event'
"""


async def plan(house: House, tenant: Tenant, command: ApplyRulebook, who: Any = ADMIN) -> tuple[Plan, list[Any]]:
    heard: list[Any] = []
    found = await plan_rulebook(house, tenant, who, command, told=lambda done, total: heard.append((done, total)))
    return found, heard


async def everything(owner: asyncpg.Connection) -> list[tuple[Any, ...]]:
    return [tuple(await owner.fetchrow(row[0])) for row in await owner.fetch(EVERY)]


async def test_tells_how_many_duties_move_and_in_which_direction(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await populate(house, fujian, owner, ZHONGSHAN, QINGCHENG, JIANHAI)
    found, heard = await plan(house, fujian, county())
    assert (found.moves.children, found.moves.moved) == (2, 2)
    assert found.moves.duties == {(VISIT, Move.EARLIER): 2}
    assert heard == [(0, 2), (2, 2)]
    assert [(was, now.id) for was, now in found.proposal.changes] == [(None, "gulou")]


async def test_what_it_tells_is_what_applying_does(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await populate(house, fujian, owner, ZHONGSHAN, QINGCHENG)
    before = await visits(owner, fujian)
    found, _ = await plan(house, fujian, county())
    await apply(house, fujian, county())
    await walk(house, fujian)
    after = await visits(owner, fujian)
    moved = await owner.fetchval("SELECT moved FROM t_fujian.rederivation")
    assert found.moves.moved == moved == sum(after[child][0] < before[child][0] for child in before)
    back, _ = await plan(house, fujian, county(3))
    assert back.moves.duties == {(VISIT, Move.LATER): 2}


async def test_changes_nothing_but_the_trail(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await populate(house, fujian, owner, ZHONGSHAN)
    before = await everything(owner)
    await plan(house, fujian, county())
    assert await everything(owner) == before
    (trail,) = await owner.fetch("SELECT * FROM t_fujian.audit_event")
    assert (trail["subject"], trail["action"], trail["reason"]) == (ADMIN.subject, "rulebook:plan", "gulou")
    assert (trail["object"], trail["count"]) == (None, 1)


async def test_a_batch_at_a_time_tells_the_same(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 5)
    whole, _ = await plan(house, fujian, county())
    monkeypatch.setattr(planning, "BATCH", 2)
    parts, heard = await plan(house, fujian, county())
    assert parts.moves == whole.moves
    assert heard == [(0, 5), (2, 5), (4, 5), (5, 5)]
    monkeypatch.setattr(planning, "BATCH", 5)
    exact, _ = await plan(house, fujian, county())
    assert exact.moves == whole.moves


async def test_the_same_text_moves_nothing(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await populate(house, fujian, owner, ZHONGSHAN)
    found, heard = await plan(house, fujian, ApplyRulebook())
    assert (found.proposal.changes, found.moves.children, heard) == ((), 0, [(0, 0)])


async def test_tells_who_would_gain_or_lose_a_class(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    (child,) = await populate(house, fujian, owner, ZHONGSHAN)
    await send_parents_away(owner, fujian, child, ZHONGSHAN, "2026-07-01")
    found, _ = await plan(house, fujian, half_a_year())
    lost = {what: count for (_, what, gained), count in found.moves.classes.items() if not gained}
    assert lost[ChildClass.RURAL_LEFT_BEHIND] == 1
    assert found.moves.moved == 1


async def test_counts_nobody_by_restricted_categories_for_who_does_not_read_them(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    children = await populate(house, fujian, owner, ZHONGSHAN, ZHONGSHAN)
    stated = "INSERT INTO t_fujian.child_category (child_id, division, category) VALUES ($1, $2, $3)"
    for child, category in zip([*children, *children[:1]], ["HIV_INFECTED", "HIV_INFECTED", "ORPHAN"], strict=True):
        await owner.execute(stated, child, ZHONGSHAN, category)
    text = layer(rule("keyReasons", '["HIV_INFECTED", "ORPHAN"]'), place="gulou", division=GULOU)
    county = permit(baseline(), Role.COUNTY_OFFICER)
    reader = replace(ADMIN, permit=replace(county, actions=county.actions | ADMIN.permit.actions))
    told = []
    for who in (reader, ADMIN):
        moves = (await plan(house, fujian, ApplyRulebook(("gulou.toml", text)), who))[0].moves
        told.append((moves.children, moves.moved, moves.classes))
    hiv, orphan = (("KeyChildReason", one, True) for one in (KeyChildReason.HIV_INFECTED, KeyChildReason.ORPHAN))
    assert told == [(2, 2, {hiv: 2, orphan: 1}), (2, 1, {orphan: 1})]


async def test_refuses_what_apply_would_refuse(house: House, fujian: Tenant) -> None:
    with pytest.raises(RulebookError, match="宽于上级规定"):
        await plan(house, fujian, county(6))
    with pytest.raises(Refused):
        await plan(house, fujian, county(), COUNTY)
