"""Whether a process can answer, and if not, why: one word per reason, which never changes."""

import asyncio

import asyncpg

from api.telemetry.behind import Behind
from tenants.errors import NotMigrated, PoolExhausted, TenancyError, WrongMasterKey
from tenants.house import House
from tenants.revisions import newest

DATABASE, CONNECTIONS, MASTER_KEY, MIGRATIONS, OUTBOX = "database", "connections", "master-key", "migrations", "outbox"
WORDS = {PoolExhausted: CONNECTIONS, WrongMasterKey: MASTER_KEY, NotMigrated: MIGRATIONS}

# How each active tenant's place was migrated last, and the platform itself.
_REVISIONS = """
SELECT (SELECT version_num FROM platform.alembic_version) AS platform, array(
    SELECT (SELECT m.revision FROM platform.tenant_migrations m
        WHERE m.tenant_id = t.id AND m.revision IS NOT NULL ORDER BY m.started_at DESC LIMIT 1)
    FROM platform.tenants t WHERE t.status = 'ACTIVE') AS tenants
"""


async def obstacle(house: House, behind: Behind, most: float) -> str | None:
    """Say why a process is not ready, or None.

    `database`: not reached; `connections`: none was free in time; `master-key`: not the one the keys are wrapped with;
    `migrations`: the platform, or every tenant, is older than this program (one tenant's trouble is not everybody's);
    `outbox`: an event of some tenant waits for its number for more than `most` seconds.
    """
    try:
        async with house.platform() as platform:
            found = await platform.connection.fetchrow(_REVISIONS)
        await house.tenants()
    except TenancyError as error:
        return WORDS.get(type(error), DATABASE)
    except asyncpg.PostgresError:
        return MIGRATIONS  # an older platform lacks what is asked
    if found["platform"] < await _newest("platform"):
        return MIGRATIONS
    head = await _newest("tenant")
    if found["tenants"] and all((revision or "") < head for revision in found["tenants"]):
        return MIGRATIONS
    return OUTBOX if (await behind.now()).slowest > most else None


_KNOWN: dict[str, str] = {}


async def _newest(tree: str) -> str:
    """Give the newest revision of a tree, read once: it takes a moment."""
    if tree not in _KNOWN:
        _KNOWN[tree] = await asyncio.to_thread(newest, tree)
    return _KNOWN[tree]
