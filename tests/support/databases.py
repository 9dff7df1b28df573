"""Databases on the tests' server: the owner they belong to, clones of a template, and their end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from tenants.logins import platform_role

PASSWORD = "owner"


def named(run: str, name: str) -> str:
    """Name a database or the owner of a run."""
    return f"tg_{run}_{name}"


def as_owner(server_url: str, run: str, database: str) -> str:
    """Give the URL of a database for its owner: the migration role, which is no superuser."""
    return rewritten(server_url, database, user=named(run, "owner"), password=PASSWORD)


def rewritten(url: str, database: str, *, user: str | None = None, password: str = "") -> str:
    """Give the URL of another database on the same server, with another login if one is named."""
    parts = urlsplit(url)
    place = parts.netloc
    if user is not None:
        place = f"{quote(user)}:{quote(password)}@{parts.netloc.rpartition('@')[2]}"
    # By hand where the host stands in the query alone: urlunsplit would drop the empty place and its slashes.
    head = f"{parts.scheme}://{place}/{quote(database)}"
    return f"{head}?{parts.query}" if parts.query else urlunsplit(urlsplit(head))


@asynccontextmanager
async def superuser(server_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Give a superuser's connection."""
    connection = await asyncpg.connect(server_url)
    try:
        yield connection
    finally:
        await connection.close()


async def create(server: asyncpg.Connection, run: str, name: str, *, template: str = "template1") -> str:
    """Make a database of the run's owner, if need be a clone of another; gives its name."""
    owner, database = named(run, "owner"), named(run, name)
    try:
        await _create(server, database, template, owner)
    except asyncpg.UndefinedObjectError:  # the run's first
        with suppress(asyncpg.UniqueViolationError, asyncpg.DuplicateObjectError):  # another worker was faster
            await server.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        await _create(server, database, template, owner)
    return database


async def drop(server: asyncpg.Connection, database: str) -> None:
    """Drop a database and the login roles that were made for it."""
    await server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    await _drop_roles(server, database)


async def drop_all(server_url: str, run: str) -> None:
    """Drop everything that a run made on a server that lives on."""
    async with superuser(server_url) as connection:
        found = await connection.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", named(run, ""))
        for row in found:
            await connection.execute(f"DROP DATABASE {row['datname']} WITH (FORCE)")
        for row in found:
            await _drop_roles(connection, row["datname"])
        await connection.execute(f"DROP ROLE IF EXISTS {named(run, 'owner')}")


async def _create(server: asyncpg.Connection, database: str, template: str, owner: str) -> None:
    await server.execute(f"CREATE DATABASE {database} TEMPLATE {template} OWNER {owner} STRATEGY file_copy")


async def _drop_roles(connection: asyncpg.Connection, database: str) -> None:
    # Roles belong to the server; the digest of their database ends their names.
    digest = "_" + platform_role(database).rpartition("_")[2]
    for row in await connection.fetch("SELECT rolname FROM pg_roles WHERE right(rolname, length($1)) = $1", digest):
        await connection.execute(f'DROP ROLE "{row["rolname"]}"')
