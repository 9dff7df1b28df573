"""How each tenant is: its revision against the newest one, and how its last migration ended."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from tenants.errors import NotMigrated
from tenants.logins import connect
from tenants.registry import Tenant, load
from tenants.revisions import TREES, newest, revision_of

_LAST = """
SELECT outcome, message, finished_at FROM platform.tenant_migrations
WHERE tenant_id = $1 ORDER BY started_at DESC LIMIT 1
"""


@dataclass(frozen=True)
class State:
    """One tenant's state; `revision` is None where no migration ever ran."""

    tenant: Tenant
    revision: str | None
    newest: str
    outcome: str | None
    message: str | None
    finished: datetime | None

    @property
    def current(self) -> bool:
        """Say whether it is open and up to date."""
        return self.revision == self.newest and self.tenant.status != "DRAFT"


async def states(url: str, *, trees: Path = TREES) -> list[State]:
    """Give the state of all tenants; `url` logs in as the migration role. Raises `NotMigrated`."""
    connection = await connect(url)
    try:
        if await connection.fetchval("SELECT to_regclass('platform.tenant_keys')") is None:
            raise NotMigrated("请先运行 tonghu migrate", "run tonghu migrate first")
        head = newest("tenant", trees)
        return [await _state(connection, registered.tenant, head) for registered in await load(connection)]
    finally:
        await connection.close()


async def _state(connection: asyncpg.Connection, tenant: Tenant, head: str) -> State:
    revision = await revision_of(connection, tenant.schema)
    last = await connection.fetchrow(_LAST, tenant.id)
    outcome, message, finished = last or (None, None, None)
    return State(tenant, revision, head, outcome, message, finished)
