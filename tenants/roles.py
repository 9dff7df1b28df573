"""Login roles in Postgres: how they are made, what they must not be, and what PUBLIC must not have.

All of it can be run again and changes nothing then. It runs as the migration role, which owns every schema and needs
CREATEROLE and CREATE on the database, nothing more.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable

import asyncpg

from tenants.errors import ProvisionRefused
from tenants.logins import connect

# The standard's number of rounds stretches weak human passwords; these are 256 random bits and need none, and every
# new connection would pay for it on the event loop. Postgres and its clients accept any number.
ROUNDS = 64


async def ensure_login(connection: asyncpg.Connection, url: str, role: str, password: str) -> None:
    """Make a login role that owns nothing and may nothing, or give an existing one this password if it has another.

    Raises `ProvisionRefused` when a role of that name exists that is mightier than a tenant's login may be.
    """
    known = await connection.fetchrow(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty"
        " FROM pg_roles WHERE rolname = $1",
        role,
    )
    secret = _verifier(password)
    if known is None:
        await connection.execute(
            f"CREATE ROLE {quoted(role)} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEDB NOCREATEROLE NOREPLICATION"
            f" PASSWORD '{secret}'"
        )
    elif known["mighty"]:
        raise ProvisionRefused(
            f"数据库角色 {role} 已存在且权限过大",
            f"the role {role} exists already and has rights that no login may have",
        )
    elif not await _logs_in(url, role, password):
        await connection.execute(f"ALTER ROLE {quoted(role)} LOGIN NOINHERIT PASSWORD '{secret}'")


async def close_public(connection: asyncpg.Connection, schemas: Iterable[str]) -> None:
    """Take everything from PUBLIC: the database itself and the given schemas."""
    database = quoted(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    for schema in schemas:
        await connection.execute(f"REVOKE ALL ON SCHEMA {quoted(schema)} FROM PUBLIC")


async def open_database(connection: asyncpg.Connection, roles: Iterable[str]) -> None:
    """Let login roles connect to this database and use temporary tables."""
    database = quoted(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {', '.join(map(quoted, roles))}")


def quoted(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


async def _logs_in(url: str, role: str, password: str) -> bool:
    try:
        probe = await connect(url, user=role, password=password)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    except asyncpg.InsufficientPrivilegeError:  # the password was right, only the database is not open to it yet
        return True
    await probe.close()
    return True


def _verifier(password: str) -> str:
    """Compute what Postgres stores (SCRAM-SHA-256, RFC 5802), so that no statement or log holds the password."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_, stored_, server_ = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ROUNDS}:{salt_}${stored_}:{server_}"
