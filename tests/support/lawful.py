"""A tenant's children under a law that changes: low risk, in two counties, with and without visits."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.rulebooks.proposal import Proposal
from care.duties.settle import settle
from care.rulebooks.library import JURISDICTIONS
from policies.scope import EVERYTHING
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, GULOU
from tests.support.places import put_child

LOW = 'unit = "month"\nfor = ["LOW"]'


def county(months: int = 2, more: str = "", place: str = "gulou", division: int = GULOU) -> ApplyRulebook:
    """A county's file that asks for household visits to children of low risk every so many months."""
    text = layer(rule("visit.household.maxInterval", str(months), f"{LOW}\n{more}"), place=place, division=division)
    return ApplyRulebook((f"{place}.toml", text))


def half_a_year() -> ApplyRulebook:
    """Fujian's file, with six months away in place of three."""
    text = (JURISDICTIONS / "fujian.toml").read_text()
    at = text.index('key = "leftBehind.monthsAway"\nvalue = 3')
    return ApplyRulebook(("fujian.toml", text[:at] + text[at:].replace("value = 3", "value = 6", 1)))


async def apply(house: House, tenant: Tenant, command: ApplyRulebook) -> Proposal:
    """Apply as the administrator; nobody walks yet."""
    async with house.work(tenant, scope=ADMIN.scope, subject=ADMIN.subject) as work:
        return await apply_rulebook(work, ADMIN, command)


async def populate(house: House, tenant: Tenant, owner: asyncpg.Connection, *places: int) -> list[UUID]:
    """Put a child of low risk into each of the places and derive what is owed to it; gives the keys in their order."""
    async with house.work(tenant, scope=EVERYTHING) as work:
        keys = [await put_child(work, division=place) for place in places]
    await owner.execute(f"UPDATE {tenant.schema}.child SET risk_level = 'LOW', registered_on = '2026-10-01'")
    async with house.work(tenant, scope=EVERYTHING) as work:
        await settle(work, keys)
    return keys


async def visits(owner: asyncpg.Connection, tenant: Tenant) -> dict[UUID, tuple[date, str, str]]:
    """Give the open household visits by child: due day, basis, citation."""
    rows: list[Any] = await owner.fetch(
        f"SELECT child_id, due_on, basis, citation FROM {tenant.schema}.duty"
        " WHERE kind = 'HOUSEHOLD_VISIT' AND done_at IS NULL AND cancelled_at IS NULL"
    )
    assert len({row["child_id"] for row in rows}) == len(rows)
    return {row["child_id"]: (row["due_on"], row["basis"], row["citation"]) for row in rows}


async def send_parents_away(owner: asyncpg.Connection, tenant: Tenant, child: UUID, place: int, since: str) -> None:
    """Let both parents of a child work in another province since a day; nothing is derived by that."""
    for relation in ("FATHER", "MOTHER"):
        await owner.execute(
            f"WITH made AS (INSERT INTO {tenant.schema}.guardian (id, child_id, division, relation, name, created_at,"
            " updated_at) VALUES (gen_random_uuid(), $1, $2, $3, '家长', now(), now()) RETURNING id)"
            f" INSERT INTO {tenant.schema}.absence (id, guardian_id, child_id, division, since, purpose, away_division,"
            " abroad, created_at, updated_at) SELECT gen_random_uuid(), id, $1, $2, $4, 'WORK', 440300000000, false,"
            " now(), now() FROM made",
            child,
            place,
            relation,
            date.fromisoformat(since),
        )
