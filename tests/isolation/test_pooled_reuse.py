"""What one borrower leaves behind, the next does not find."""

import asyncpg
import pytest
from sqlalchemy import text

from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, put_child, scope

LEFT = {
    "a setting": (
        "set session app.scope = '{(,)}'",
        "select coalesce(current_setting('app.scope', true), '')",
        ("", "{}"),
    ),
    "another setting": ("set statement_timeout = '1h'", "show statement_timeout", ("0",)),
    "a search path": ("set search_path = t_fujian", "show search_path", ('"$user", public',)),
    "a role": ("set role none", "select session_user = current_user", (True,)),
    "a temporary table": (
        "create temp table kept as select 1 as a",
        "select count(*) from pg_class where relname = 'kept'",
        (0,),
    ),
    "a cursor": (
        "declare kept cursor with hold for select 1",
        "select count(*) from pg_cursors where name = 'kept'",
        (0,),
    ),
    "an advisory lock": (
        "select pg_advisory_lock(4711)",
        "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
        (0,),
    ),
    "a subscription": ("listen kept", "select count(*) from pg_listening_channels()", (0,)),
}


@pytest.mark.parametrize("fails", [False, True], ids=["after a commit", "after an error"])
@pytest.mark.parametrize("what", LEFT)
async def test_leaves_nothing_behind(house: House, fujian: Tenant, what: str, *, fails: bool) -> None:
    leave, look, clean = LEFT[what]
    backends = []

    async def first() -> None:
        async with house.work(fujian) as work:
            await work.connection.execute(leave)
            backends.append(work.connection.get_server_pid())
            if fails:
                raise LookupError

    if fails:
        with pytest.raises(LookupError):
            await first()
    else:
        await first()
    async with house.work(fujian) as work:
        backends.append(work.connection.get_server_pid())
        assert await work.connection.fetchval(look) in clean
    assert backends[0] == backends[1]


async def test_a_scope_ends_with_its_transaction(house: House, fujian: Tenant) -> None:
    async with house.work(fujian, scope=scope(GULOU), subject="a@b") as work:
        await put_child(work)
    async with house.work(fujian) as work:
        assert await work.value(text("select count(*) from t_fujian.child")) == 0
    count = "select count(*) from t_fujian.child"
    assert await house.read(fujian, Login.WRITER, count, []) == 0


async def test_an_interrupted_transaction_does_not_go_on_for_the_next(house: House, fujian: Tenant) -> None:
    async def interrupted() -> None:
        async with house.work(fujian, scope="{(,)}") as work:
            await work.connection.fetchval("select 1/0")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await interrupted()
    async with house.work(fujian) as work:
        assert await work.value(text("select current_setting('app.scope')")) == "{}"
        assert await work.value(text("select 1")) == 1
