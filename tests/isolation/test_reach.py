"""What row-level security alone lets each login reach is what was agreed, and no policy could be left out of it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.isolation.reach import SCHEMA, World, build, caller, committed, line, reach

POLICIES = "SELECT tablename, policyname, roles[1]::text AS role FROM pg_policies WHERE schemaname = $1"


@pytest.fixture
async def world(owner: asyncpg.Connection) -> AsyncIterator[World]:
    """Every closed table with a row for each way in, and somebody who asks."""
    turn = owner.transaction()
    await turn.start()
    built = await build(owner)
    await caller(owner)
    yield built
    await turn.rollback()


async def test_each_login_reaches_the_rows_that_were_agreed(owner: asyncpg.Connection, world: World) -> None:
    assert await reach(owner, world) == committed()


async def test_without_any_one_policy_its_login_reaches_other_rows(owner: asyncpg.Connection, world: World) -> None:
    agreed = {(table, login): (table, login, *ways) for table, login, *ways in committed()}
    logins = {role: login for login, role in world.roles.items()}
    policies = await owner.fetch(POLICIES, SCHEMA)
    idle = []
    for policy in policies:
        table, name, login = policy["tablename"], policy["policyname"], logins[policy["role"]]
        turn = owner.transaction()
        await turn.start()
        if name.startswith(("erased", "kept")):  # these hold where everything is open alone
            await owner.execute("SELECT set_config('app.scope', '{[110000000000,900000000000)}', true)")
            agreed[table, login] = await line(owner, world, table, login)
        await owner.execute(f'DROP POLICY "{name}" ON {SCHEMA}.{table}')
        if await line(owner, world, table, login) == agreed[table, login]:
            idle.append(f"{table}: {name}")
        await turn.rollback()
    assert len(policies) > 150
    assert idle == []
