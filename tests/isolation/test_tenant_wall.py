"""SQL that runs on one tenant's connection, however it got there, cannot reach another tenant: Postgres refuses."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from tenants.errors import BrokenSeal
from tenants.house import House
from tenants.logins import connect
from tenants.pool_parts import Connection
from tenants.registry import Login, Tenant
from tests.support.places import open_house, put_child, settle

REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError, asyncpg.FeatureNotSupportedError)


@pytest.fixture(params=Login)
async def injected(
    request: pytest.FixtureRequest, house: House, fujian: Tenant, jilin: Tenant
) -> AsyncIterator[Connection]:
    """A raw connection of fujian's pool, while jilin has a child."""
    async with house.work(jilin, scope="{(,)}") as work:
        await put_child(work)
    async with house.work(fujian, login=request.param, scope="{(,)}") as work:
        yield work.connection


async def refused(connection: Connection, *statements: str) -> None:
    """Prove that the last statement is refused, after whatever the others could change."""
    await connection.execute("SAVEPOINT before")
    try:
        for statement in statements[:-1]:
            try:
                await connection.execute("SAVEPOINT one")
                await connection.execute(statement)
            except REFUSED:
                await connection.execute("ROLLBACK TO one")
        with pytest.raises(REFUSED):
            await connection.fetch(statements[-1])
    finally:
        await connection.execute("ROLLBACK TO before")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from t_jilin.child",
        "select count(*) from t_jilin.alembic_version",
        "select * from t_fujian.child union all select * from t_jilin.child",
        "insert into t_jilin.household (id) values (gen_random_uuid())",
        "update t_jilin.child set name = 'x'",
        "delete from t_jilin.child",
        "truncate t_jilin.child",
        "lock table t_jilin.child",
        "copy t_jilin.child to stdout",
        "drop schema t_jilin cascade",
        "create table t_jilin.mine (a int)",
        "create view pg_temp.peep as select * from t_jilin.child",
        "select 't_jilin.child'::regclass, (select count(*) from t_jilin.child)",
        "select query_to_xml('select * from t_jilin.child', true, true, '')",
    ],
)
async def test_the_other_schema_is_closed(injected: Connection, statement: str) -> None:
    await refused(injected, statement)


@pytest.mark.parametrize(
    "before",
    [
        ["reset role"],
        ["reset session authorization"],
        ["set role {jilin}"],
        ["set local role {jilin}"],
        ["set session authorization {jilin}"],
        ["set session authorization default", "set role none"],
        ["set role {superuser}"],
        ["set role {owner}"],
        ["set session authorization {owner}"],
        ["select set_config('role', '{jilin}', false)"],
        ["select set_config('session_authorization', '{jilin}', false)"],
        ["set row_security = off"],
        ["set search_path = t_jilin"],
        ["grant {jilin} to current_user"],
        ["grant usage on schema t_jilin to current_user"],
        ["alter role current_user superuser"],
        ["select set_config('app.scope', '{{(,)}}', false)", "select set_config('app.subject', 'x', false)"],
    ],
    ids=" ".join,
)
async def test_no_setting_opens_it(
    injected: Connection, jilin: Tenant, server: str, place: str, before: list[str]
) -> None:
    owner, superuser = urlsplit(place).username, urlsplit(server).username
    for login in Login:
        statements = [
            statement.format(jilin=jilin.roles[login], owner=owner, superuser=superuser) for statement in before
        ]
        await refused(injected, *statements, "select * from t_jilin.child")


async def test_a_search_path_finds_nothing_there(injected: Connection) -> None:
    await refused(injected, "set search_path = t_jilin", "select * from child")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from platform.tenants",
        "select * from platform.tenant_logins",
        "select * from platform.tenant_keys",
        "select * from platform.operators",
        "select * from platform.job_rounds",
        "select * from jobs.pgqueuer",
        "select * from jobs.pgqueuer_log",
        "insert into jobs.pgqueuer (priority, status, entrypoint) values (0, 'queued', 'slow jilin')",
        "select jobs.fn_pgqueuer_changed()",
        "insert into platform.divisions (code) values (1)",
        "select rolpassword from pg_authid",
        "select * from pg_shadow",
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
        "copy (select 1) to program 'cat'",
        "copy pg_temp.x from program 'cat'",
        "create extension dblink schema pg_catalog",
        "create table public.x (a int)",
        "create table t_fujian.x (a int)",
        "create function t_fujian.f() returns int language sql as 'select 1'",
        "create schema mine",
        "create role mine",
        "alter table t_fujian.child disable row level security",
        "alter table t_fujian.child no force row level security",
        "drop policy area on t_fujian.child",
        "create policy mine on t_fujian.child using (true)",
        "truncate t_fujian.child",
        "create trigger t before update on t_fujian.child execute function suppress_redundant_updates_trigger()",
    ],
)
async def test_nor_anything_that_holds_the_wall(injected: Connection, statement: str) -> None:
    await refused(injected, statement)


@pytest.mark.parametrize("statement", ["create database mine", "alter system set jit = on"])
@pytest.mark.parametrize("login", Login)
async def test_nor_the_server_itself(house: House, fujian: Tenant, login: Login, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await house.read(fujian, login, statement, [])


async def test_statistics_and_activity_of_others_do_not_show(
    injected: Connection, house: House, jilin: Tenant, place: str
) -> None:
    owner = await connect(place)
    await owner.execute("analyze t_jilin.child")
    await owner.close()
    assert await injected.fetchval("select count(*) from pg_stats where schemaname = 't_jilin'") == 0
    async with house.work(jilin, scope="{(,)}") as work:
        await work.connection.fetch("select 'a name nobody else may read'")
        shown = await injected.fetch(
            "select query from pg_stat_activity where usename like 't\\_jilin%' and query like '%nobody else%'"
        )
    assert shown == []


async def test_a_half_migrated_neighbour_is_as_closed(empty: str) -> None:
    await settle(empty, ["fujian", "jilin"])
    owner = await connect(empty)
    # As a migration may leave it between two statements: a new table without policies, an old one opened.
    await owner.execute("create table t_jilin.later (id int)")
    await owner.execute("insert into t_jilin.later values (1)")
    await owner.execute("alter table t_jilin.child disable row level security")
    await owner.execute("grant select on all tables in schema t_jilin to public")
    await owner.execute("update t_jilin.alembic_version set version_num = '0000'")
    await owner.close()
    async with open_house(empty) as house:
        fujian = await house.tenant("fujian")
        assert fujian is not None
        for login in Login:
            async with house.work(fujian, login=login, scope="{(,)}") as work:
                for table in ("child", "later"):
                    for before in ("reset role", "set search_path = t_jilin", "set session authorization default"):
                        await refused(work.connection, before, f"select * from t_jilin.{table}")


async def test_public_may_nothing(place: str) -> None:
    owner = await connect(place)
    open_schemas = await owner.fetch(
        "select nspname from pg_namespace where (nspname ~ '^(public|platform|jobs|t_)')"
        " and (has_schema_privilege('public', oid, 'usage') or has_schema_privilege('public', oid, 'create'))"
    )
    open_database = await owner.fetchval(
        "select has_database_privilege('public', current_database(), 'connect')"
        " or has_database_privilege('public', current_database(), 'temporary')"
    )
    open_tables = await owner.fetch(
        "select oid::regclass::text from pg_class where relnamespace in"
        " (select oid from pg_namespace where nspname ~ '^(public|platform|jobs|t_)')"
        " and relkind in ('r', 'v', 'm', 'p') and has_table_privilege('public', oid, 'select,insert,update,delete')"
    )
    await owner.close()
    assert (open_schemas, open_database, open_tables) == ([], False, [])


async def test_the_platforms_login_reaches_no_tenant(house: House, server: str) -> None:
    async with house.platform() as platform:
        for statement in (
            "select * from t_fujian.child",
            f"set role {urlsplit(server).username}",
            "create schema mine",
        ):
            await refused(platform.connection, statement)


async def test_the_keys_of_one_tenant_do_not_open_the_cells_of_another(
    house: House, fujian: Tenant, jilin: Tenant
) -> None:
    row = uuid4()
    cell = (await house.keys(fujian)).encrypt("1", table="child", row=row, field="resident_id")
    with pytest.raises(BrokenSeal):
        (await house.keys(jilin)).decrypt(cell, table="child", row=row, field="resident_id")
