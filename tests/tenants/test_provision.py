import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tenants.errors import NotMigrated, ProvisionRefused, WrongMasterKey
from tenants.logins import connect, role_name
from tenants.provision import onboard
from tenants.registry import Login, Tenant, load
from tenants.states import states
from tenants.upgrade import upgrade_platform
from tests.support.children import begin, kill
from tests.support.places import MASTER_KEY, load_divisions, open_house, put_child, scope, settle

ONBOARD = """
import asyncio, sys
from tenants.provision import onboard
asyncio.run(onboard(sys.argv[1], master_key=sys.argv[2].encode(), code=sys.argv[3]))
"""


async def migrated(url: str) -> str:
    await settle(url, [])
    return url


async def ask(url: str, sql: str, *args: Any) -> Any:
    connection = await connect(url)
    try:
        return await connection.fetchval(sql, *args)
    finally:
        await connection.close()


async def usable(url: str, code: str) -> Tenant:
    """Prove that a tenant works from end to end."""
    async with open_house(url) as house:
        tenant = await house.tenant(code)
        assert tenant is not None
        async with house.work(tenant, scope=scope(350102000000)) as work:
            await put_child(work)
            work.keys.blind("1")
        for login in Login:
            await house.read(tenant, login, f"select count(*) from {tenant.schema}.child", [])
        return tenant


async def test_gives_a_province_its_place(empty: str) -> None:
    tenant = await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian")
    assert (tenant.name, tenant.division, tenant.schema, tenant.status) == (
        "福建省",
        350000000000,
        "t_fujian",
        "ACTIVE",
    )
    assert await usable(empty, "fujian") == tenant
    state = (await states(empty))[0]
    assert state.current
    assert state.outcome == "DONE"


async def test_onboarding_again_changes_nothing(empty: str) -> None:
    first = await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian")
    rows = (
        "select (select json_agg(l order by login) from platform.tenant_logins l)::text"
        " || (select json_agg(k order by id) from platform.tenant_keys k)::text"
    )
    before = await ask(empty, rows)
    for _ in range(2):
        assert await onboard(empty, master_key=MASTER_KEY, code="fujian") == first
    assert await ask(empty, rows) == before
    await usable(empty, "fujian")


async def test_its_logins_may_nothing_but_log_in(empty: str) -> None:
    tenant = await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian")
    connection = await connect(empty)
    roles = await connection.fetch("select * from pg_roles where rolname = any($1)", list(tenant.roles.values()))
    members = await connection.fetchval(
        "select count(*) from pg_auth_members where member = any($1::regrole[])", list(tenant.roles.values())
    )
    await connection.close()
    assert len(roles) == 3
    for role in roles:
        assert len(role["rolname"]) <= 63
        assert role["rolcanlogin"]
        rights = ("rolsuper", "rolinherit", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
        assert not any(role[right] for right in rights)
    assert members == 0


async def test_the_registry_holds_no_secret_in_clear(empty: str) -> None:
    await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian")
    connection = await connect(empty)
    registered = (await load(connection))[0]
    await connection.close()
    for role, sealed in registered.passwords.items():
        assert registered.password(MASTER_KEY, role) not in sealed
        with pytest.raises(WrongMasterKey):
            registered.password(os.urandom(32), role)


async def test_two_databases_of_one_cluster_do_not_collide(new_database: Callable[[], Awaitable[str]]) -> None:
    urls = [await migrated(await new_database()) for _ in range(2)]
    tenants = [await onboard(url, master_key=MASTER_KEY, code="fujian") for url in urls]
    assert set(tenants[0].roles.values()).isdisjoint(tenants[1].roles.values())
    for url in urls:
        await usable(url, "fujian")
    password = await _password(urls[0], "t_fujian", Login.AREA)
    stranger = urls[1].replace(urls[1].partition("//")[2].partition("@")[0] + "@", "")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await connect(stranger, user=tenants[0].roles[Login.AREA], password=password)


async def _password(url: str, schema: str, login: Login) -> str:
    from tenants.vault import password

    connection = await connect(url)
    registered = next(found for found in await load(connection) if found.tenant.schema == schema)
    await connection.close()
    return password(registered.password(MASTER_KEY, registered.tenant.roles[login]))


async def test_needs_a_migrated_platform(empty: str) -> None:
    with pytest.raises(NotMigrated, match="tonghu migrate"):
        await onboard(empty, master_key=MASTER_KEY, code="fujian")
    await upgrade_platform(empty, master_key=MASTER_KEY)  # without any division
    with pytest.raises(NotMigrated, match="tonghu migrate"):
        await onboard(empty, master_key=MASTER_KEY, code="fujian")


@pytest.mark.parametrize("code", ["", "F", "Fujian", "1a", "fu jian", 'x"; drop', "platform", "a" * 32, "福建"])
async def test_refuses_what_is_no_code(place: str, code: str) -> None:
    with pytest.raises(ProvisionRefused, match="tenant code"):
        await onboard(place, master_key=MASTER_KEY, code=code)


async def test_a_code_that_is_no_province_needs_its_division(empty: str) -> None:
    await migrated(empty)
    with pytest.raises(ProvisionRefused, match="--division"):
        await onboard(empty, master_key=MASTER_KEY, code="fuzhou-city")
    with pytest.raises(ProvisionRefused, match="--division"):
        await onboard(empty, master_key=MASTER_KEY, code="fuzhou-city", division=350199000000)
    with pytest.raises(ProvisionRefused, match="--division"):  # a province that is not loaded here
        await onboard(empty, master_key=MASTER_KEY, code="hainan")
    tenant = await onboard(empty, master_key=MASTER_KEY, code="fuzhou-city", division=350100000000)
    assert (tenant.name, tenant.schema) == ("福州市", "t_fuzhou_city")
    await usable(empty, "fuzhou-city")
    with pytest.raises(asyncpg.UniqueViolationError):  # its schema would be the same
        await onboard(empty, master_key=MASTER_KEY, code="fuzhou_city", division=350100000000)


async def test_does_not_rename_or_move_a_tenant(empty: str) -> None:
    await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian", name="福建")
    for change in ({"name": "福建省"}, {"division": 220000000000}):
        with pytest.raises(ProvisionRefused, match="does not change"):
            await onboard(empty, master_key=MASTER_KEY, code="fujian", **change)
    assert (await onboard(empty, master_key=MASTER_KEY, code="fujian", name="福建")).name == "福建"


async def test_refuses_another_master_key(empty: str) -> None:
    await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian")
    with pytest.raises(WrongMasterKey):
        await onboard(empty, master_key=os.urandom(32), code="fujian")
    with pytest.raises(WrongMasterKey):
        await upgrade_platform(empty, master_key=os.urandom(32))
    await usable(empty, "fujian")


async def test_does_not_take_over_a_mighty_role_of_the_same_name(server: str, empty: str) -> None:
    await migrated(empty)
    name = role_name(await ask(empty, "select current_database()"), "t_fujian", Login.LINK)
    await ask(server, f'create role "{name}" superuser')
    with pytest.raises(ProvisionRefused, match=name):
        await onboard(empty, master_key=MASTER_KEY, code="fujian")
    assert [state.tenant.status for state in await states(empty)] == ["DRAFT"]
    await ask(server, f'drop role "{name}"')
    await onboard(empty, master_key=MASTER_KEY, code="fujian")
    await usable(empty, "fujian")


async def test_repairs_a_login_whose_password_was_changed(server: str, empty: str) -> None:
    tenant = await onboard(await migrated(empty), master_key=MASTER_KEY, code="fujian")
    await ask(server, f"alter role {tenant.roles[Login.AREA]} password 'other'")
    await onboard(empty, master_key=MASTER_KEY, code="fujian")
    await usable(empty, "fujian")


async def test_several_processes_may_onboard_at_once(empty: str) -> None:
    await migrated(empty)
    codes = ["fujian", "jilin", "fujian", "shanxi", "jilin", "fujian"]
    await asyncio.gather(*(onboard(empty, master_key=MASTER_KEY, code=code) for code in codes))
    assert [state.tenant.code for state in await states(empty)] == ["fujian", "jilin", "shanxi"]
    for code in set(codes):
        await usable(empty, code)


@pytest.mark.parametrize(
    "moment",
    [
        "exists (select from platform.tenants)",
        "exists (select from pg_roles where rolname = (select role from platform.tenant_logins where login = 'AREA'))",
        "exists (select from pg_namespace where nspname = 't_fujian')",
        "(select count(*) > 2 from pg_stat_activity where datname = current_database())",  # migrating
    ],
    ids=["registered", "with logins", "with a schema", "migrating"],
)
async def test_a_killed_onboarding_is_completed_by_the_next(empty: str, moment: str) -> None:
    await migrated(empty)
    watcher = await connect(empty)
    with begin(ONBOARD, empty, MASTER_KEY.decode(), "fujian") as child:
        while not await watcher.fetchval(f"select {moment}"):
            assert child.poll() is None
        kill(child)
    await watcher.close()
    tenant = await onboard(empty, master_key=MASTER_KEY, code="fujian")
    assert tenant.active
    await usable(empty, "fujian")


async def test_a_revision_that_fails_leaves_a_draft_that_can_be_completed(empty: str, broken_trees: Path) -> None:
    await migrated(empty)
    with pytest.raises(Exception, match="nowhere"):
        await onboard(empty, master_key=MASTER_KEY, code="fujian", trees=broken_trees)
    state = (await states(empty))[0]
    assert (state.tenant.status, state.revision, state.outcome) == ("DRAFT", None, "FAILED")
    assert "nowhere" in (state.message or "")
    assert await ask(empty, "select count(*) from pg_tables where schemaname = 't_fujian'") == 0
    async with open_house(empty) as house:
        assert [tenant.status for tenant in await house.tenants()] == ["DRAFT"]
    await onboard(empty, master_key=MASTER_KEY, code="fujian")
    await usable(empty, "fujian")


async def test_divisions_are_read_by_tenants_and_written_by_none(empty: str) -> None:
    await settle(empty, ["fujian"])
    async with open_house(empty) as house:
        fujian = await house.tenant("fujian")
        assert fujian is not None
        for login in Login:
            assert await house.read(fujian, login, "select count(*) from platform.divisions", []) > 0
            for statement in ("delete from platform.divisions", "select code from platform.tenants"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await house.read(fujian, login, statement, [])


async def test_loading_divisions_twice_is_harmless(empty: str) -> None:
    for _ in range(2):
        assert await upgrade_platform(empty, master_key=MASTER_KEY, load_divisions=load_divisions)
