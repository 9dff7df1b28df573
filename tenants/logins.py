"""Who logs in at Postgres: names of the login roles, and connections with the settings that all code relies on."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from tenants.registry import Login
from tenants.vault import platform_password

SETTINGS = {
    # Statements are few and come again: planning each anew costs more than a plan for the values at hand gains.
    "plan_cache_mode": "force_generic_plan",
    "application_name": "tonghu",
    "TimeZone": "Asia/Shanghai",
    "DateStyle": "ISO",  # what a subject holds is read as text (`policies.assignments`)
    "jit": "off",
    "standard_conforming_strings": "on",
}
SILENCE = 3
STATEMENTS = 100  # prepared statements per connection, 110 KiB of server memory each


def role_name(database: str, schema: str, login: Login) -> str:
    """Name a tenant's login role; roles belong to the cluster, so the database is in the name as a digest."""
    return f"{schema}_{login.lower()}_{_digest(database)}"


def platform_role(database: str) -> str:
    """Name the platform's own login role."""
    return f"tonghu_platform_{_digest(database)}"


async def connect(
    url: str, *, user: str | None = None, password: str | None = None, seconds: float | None = None
) -> asyncpg.Connection:
    """Open one connection; `user` and `password` replace those of the URL.

    `seconds` is what a statement may take, and how long a transaction may stand idle: a process that hangs, or a
    machine that lost its power, would keep its locks for hours.
    """
    longest = None if seconds is None else f"{round(seconds * 1000)}ms"
    names = ("statement_timeout", "idle_in_transaction_session_timeout")
    timeout = {} if longest is None else dict.fromkeys(names, longest)
    return await asyncpg.connect(
        url,
        user=user,
        password=password,
        server_settings={**SETTINGS, **timeout},
        statement_cache_size=STATEMENTS,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,  # by default the driver prepares long ones anew each time
    )


async def connect_platform(url: str, masters: Sequence[bytes]) -> asyncpg.Connection:
    """Log in as the platform with the password of the first master key that opens it.

    Raises asyncpg's `InvalidPasswordError` of the last when none does.
    """
    database = database_name(url)
    *others, last = masters
    for master in others:
        with suppress(asyncpg.InvalidPasswordError):
            return await connect(url, user=platform_role(database), password=platform_password(master, database))
    return await connect(url, user=platform_role(database), password=platform_password(last, database))


async def connect_apart(url: str, masters: Sequence[bytes]) -> asyncpg.Connection:
    """Log in as the platform with a connection that the server ends, locks and all, after `SILENCE` seconds of silence.

    A process that hangs, or a machine that lost its power, ends none of its connections itself. Raises as
    `connect_platform` does.
    """
    connection = await connect_platform(url, masters)
    try:
        await connection.execute(f"SET idle_session_timeout = '{SILENCE}s'")
    except BaseException:
        connection.terminate()
        raise
    return connection


def database_name(url: str) -> str:
    """Read the database's name from a `postgresql://` URL. Raises `ValueError` when it names none."""
    parts = urlsplit(url)
    given = parse_qs(parts.query)
    name = unquote(parts.path.lstrip("/")) or (given.get("dbname") or given.get("database") or [""])[0]
    if not name:
        raise ValueError("数据库地址没有库名 / the database URL names no database")
    return name


def _digest(database: str) -> str:
    return hashlib.sha256(database.encode()).hexdigest()[:10]
