"""What stands on file of what was derived: every row, as a test compares it before and after."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from care.duties.settle import Settled, settle
from policies.scope import EVERYTHING
from tenants.house import House
from tenants.registry import Tenant

Rows = list[dict[str, Any]]
_TABLES = ("standing", "difficulty", "key_reason", "entitlement", "duty", "child")


def at(house: House, day: str, clock: str = "09:00") -> None:
    """Set a house's clock, Asia/Shanghai."""
    moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    house.clock = lambda: moment


async def settled(house: House, tenant: Tenant, *keys: UUID, scope: str = EVERYTHING, **options: Any) -> Settled:
    """Settle children in a transaction of its own."""
    async with house.work(tenant, scope=scope) as work:
        return await settle(work, keys, **options)


async def on_file(owner: asyncpg.Connection, tenant: Tenant) -> dict[str, Rows]:
    """Read all derived rows of a tenant, and its children."""
    asked = {name: f"SELECT * FROM {tenant.schema}.{name} t ORDER BY t::text" for name in _TABLES}
    return {name: [dict(row) for row in await owner.fetch(sql)] for name, sql in asked.items()}


async def duties_of(owner: asyncpg.Connection, tenant: Tenant, key: UUID, kind: str) -> Rows:
    """Read a child's duties of a kind by their bases."""
    sql = f"SELECT * FROM {tenant.schema}.duty WHERE child_id = $1 AND kind = $2 ORDER BY base_on, due_on"
    return [dict(row) for row in await owner.fetch(sql, key, kind)]


async def standings_of(owner: asyncpg.Connection, tenant: Tenant, key: UUID) -> set[tuple[str, str]]:
    """Read a child's classes with their states."""
    rows = await owner.fetch(f"SELECT class, state FROM {tenant.schema}.standing WHERE child_id = $1", key)
    return {(row["class"], row["state"]) for row in rows}


async def told_of(owner: asyncpg.Connection, tenant: Tenant, kind: str) -> list[UUID]:
    """Read of whom something was announced, in order."""
    rows = await owner.fetch(f"SELECT subject FROM {tenant.schema}.outbox WHERE kind = $1 ORDER BY subject", kind)
    return [row["subject"] for row in rows]
