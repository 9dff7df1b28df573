"""A tenant's entry in the registry: a draft with its keys and logins, whose place in the database is yet to be made."""

import os

import asyncpg
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from records.codes import TenantStatus
from records.division import division as divisions
from records.ids import uuid7
from records.tenant import tenant as tenants_table
from records.tenant import tenant_key, tenant_login
from tenants.errors import ProvisionRefused
from tenants.logins import role_name
from tenants.provinces import province
from tenants.registry import CODE, DATA, INDEX, Login, login_place
from tenants.statement import compile_statement
from tenants.vault import SECRET_SIZE, wrap


async def register(
    connection: asyncpg.Connection,
    master: bytes,
    code: str,
    name: str | None,
    division: int | None,
    *,
    wanted_by: str | None = None,
    first_admin: str | None = None,
) -> None:
    """Enter a draft of a tenant into the registry, with its keys; it has no place in the database yet.

    Whoever may write the registry may do this. Raises `ProvisionRefused`.
    """
    if not CODE.fullmatch(code) or code == "platform":
        raise ProvisionRefused(
            f"租户代码 {code!r} 无效：须为小写字母开头的字母、数字、_ 或 -，2 至 31 位",
            f"{code!r} is no tenant code: a small letter, then small letters, digits, _ or -, 2 to 31 in all",
        )
    place = division if division is not None else province(code)
    found = None
    if place is not None:
        sql, args = compile_statement(select(divisions.c.name).where(divisions.c.code == place), None)
        found = await connection.fetchval(sql, *args)
    if place is None or found is None:
        raise ProvisionRefused(
            f"不知道 {code} 的区划：请用 --division 给出已载入的区划代码",
            f"no division is known for {code}: name one that is loaded with --division",
        )
    tenant = uuid7()
    schema = "t_" + code.replace("-", "_")
    row = insert(tenants_table).values(
        id=tenant,
        code=code,
        name=name or found,
        division=place,
        status=TenantStatus.DRAFT,
        schema_name=schema,
        wanted_by=wanted_by,
        first_admin=first_admin,
    )
    await run(connection, row)
    for number, purpose in ((1, DATA), (2, INDEX)):
        wrapped = wrap(master, tenant, f"key {purpose} {number}", os.urandom(SECRET_SIZE))
        await run(connection, insert(tenant_key).values(tenant_id=tenant, id=number, purpose=purpose, wrapped=wrapped))
    database = await connection.fetchval("SELECT current_database()")
    for login in Login:
        sealed = wrap(master, tenant, login_place(login), os.urandom(SECRET_SIZE))
        role = role_name(database, schema, login)
        row = upsert(tenant_login).values(tenant_id=tenant, login=login, role=role, password=sealed)
        await run(connection, row)


async def run(connection: asyncpg.Connection, statement: object) -> None:
    """Run a statement of the registry."""
    sql, args = compile_statement(statement, None)  # type: ignore[arg-type]
    await connection.execute(sql, *args)
