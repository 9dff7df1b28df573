"""The database as the doctor sees it: its version and clock, revisions, connections."""

import time

import asyncpg

from api.doctor.finding import Finding
from jobs.kinds import LANES
from jobs.queue import CONNECTIONS
from settings import Settings
from tenants.logins import STATEMENTS
from tenants.revisions import newest
from tenants.states import State, states

OLDEST = 150_000  # PostgreSQL 15
SKEW = 2.0  # seconds by which two clocks may differ
# Connections of a process outside its pools: relay, seal, webhooks and hub, and its lanes'.
APART = 4 + len(LANES) * CONNECTIONS
KIB = 110  # of the server's memory, for a prepared statement

CLOCK = "时钟 clock"
DATABASE = "数据库 database"
ROOM = "连接 connections"
REVISIONS = "迁移 migrations"
MIGRATE = "运行 tonghu migrate / run tonghu migrate"


async def server(owner: asyncpg.Connection) -> Finding:
    """Look at the server's version."""
    number = int(await owner.fetchval("SHOW server_version_num"))
    name = await owner.fetchval("SHOW server_version")
    return Finding(
        DATABASE, f"PostgreSQL {name}", "" if number >= OLDEST else "升级到 15 或更新 / upgrade it to 15 or later"
    )


async def clock(owner: asyncpg.Connection) -> Finding:
    """Compare this machine's clock with the server's."""
    before = time.time()
    there = (await owner.fetchval("SELECT clock_timestamp()")).timestamp()
    skew = max(before - there, there - time.time(), 0.0)
    told = f"与数据库相差 {skew:.1f} 秒 / {skew:.1f} s from the database's"
    return Finding(CLOCK, told, "" if skew <= SKEW else "用 NTP 对时 / set both clocks by NTP")


async def room(owner: asyncpg.Connection, settings: Settings) -> Finding:
    """Compare what one process may open with what the server lets in."""
    kept = int(await owner.fetchval("SHOW superuser_reserved_connections"))
    most = int(await owner.fetchval("SHOW max_connections")) - kept
    used = await owner.fetchval("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
    pool = settings.pool_size
    memory = pool * STATEMENTS * KIB // 1024
    zh = f"每进程至多 {pool} + {APART} 个连接、各 {STATEMENTS} 条预备语句（{memory} MiB）；服务器 {most}，现用 {used}"
    en = f"a process takes up to {pool} + {APART}, with {STATEMENTS} prepared statements each ({memory} MiB)"
    told = f"{zh} / {en}; the server has {most}, {used} are open"
    mend = "调低 TONGHU_POOL_SIZE 或调高 max_connections / lower TONGHU_POOL_SIZE, or raise max_connections"
    return Finding(ROOM, told, "" if pool + APART <= most else mend)


async def revisions(owner: asyncpg.Connection, url: str) -> list[Finding]:
    """Compare the revision of the platform and of each tenant with the newest; what is well makes one line."""
    head = newest("platform")
    there = await owner.fetchval("SELECT to_regclass('platform.alembic_version')")
    revision = await owner.fetchval("SELECT version_num FROM platform.alembic_version") if there else None
    if revision is None or revision < head:
        return [Finding(REVISIONS, f"平台 platform: {revision or '-'} < {head}", MIGRATE)]
    known = await states(url)
    behind = [_behind(one) for one in known if one.tenant.active and (one.revision or "") < one.newest]
    return behind or [Finding(REVISIONS, f"平台 platform {revision}；租户 tenants {len(known)}")]


def _behind(one: State) -> Finding:
    told = f"{one.tenant.code}: {one.revision or '-'} < {one.newest}"
    return Finding(REVISIONS, f"{told} {one.message}" if one.message else told, MIGRATE)
