from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tenants.errors import TenancyError
from tenants.logins import connect, database_name
from tenants.registry import Login
from tenants.revisions import newest
from tenants.states import states
from tenants.upgrade import CANARY_FAILED, Upgraded, upgrade
from tests.support import databases
from tests.support.places import MASTER_KEY, open_house, settle
from tests.support.trees import LATER, with_revision

BLOCKED = "ALTER TABLE {schema}.child ADD COLUMN blocked text"


async def run(url: str, *statements: str) -> None:
    connection = await connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def ask(url: str, sql: str) -> Any:
    connection = await connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def revisions(url: str) -> dict[str, str | None]:
    return {state.tenant.code: state.revision for state in await states(url)}


@pytest.fixture
async def three(empty: str) -> str:
    """A database with three tenants."""
    await settle(empty, ["fujian", "jilin", "shanxi"])
    return empty


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Trees with a revision that succeeds unless the tenant already has its column."""
    return with_revision(tmp_path, "ALTER TABLE {schema}.child ADD COLUMN later text")


def outcomes(done: Iterable[Upgraded]) -> list[tuple[str, str | None, bool]]:
    return [(upgraded.code, upgraded.revision, upgraded.error is not None) for upgraded in done]


async def test_brings_every_tenant_up_to_date(three: str, later: Path) -> None:
    told: list[Upgraded] = []
    done = await upgrade(three, master_key=MASTER_KEY, trees=later, told=told.append)
    assert outcomes(done) == [("fujian", LATER, False), ("jilin", LATER, False), ("shanxi", LATER, False)]
    assert told == done
    assert await revisions(three) == dict.fromkeys(("fujian", "jilin", "shanxi"), LATER)


async def test_again_changes_nothing(three: str) -> None:
    done = await upgrade(three, master_key=MASTER_KEY)
    assert outcomes(done) == [(code, newest("tenant"), False) for code in ("fujian", "jilin", "shanxi")]


async def test_carries_on_after_one_failure_and_records_it(three: str, later: Path) -> None:
    await run(three, "ALTER TABLE t_jilin.child ADD COLUMN later text")
    done = await upgrade(three, master_key=MASTER_KEY, trees=later)
    assert outcomes(done) == [("fujian", LATER, False), ("jilin", None, True), ("shanxi", LATER, False)]
    assert "DuplicateColumn" in (done[1].error or "")
    assert await revisions(three) == {"fujian": LATER, "jilin": newest("tenant"), "shanxi": LATER}
    failed = next(state for state in await states(three, trees=later) if state.tenant.code == "jilin")
    assert (failed.current, failed.outcome) == (False, "FAILED")
    assert "later" in (failed.message or "")


async def test_a_failed_tenant_is_completed_by_the_next_run(three: str, later: Path) -> None:
    await run(three, "ALTER TABLE t_jilin.child ADD COLUMN later text")
    await upgrade(three, master_key=MASTER_KEY, trees=later)
    await run(three, "ALTER TABLE t_jilin.child DROP COLUMN later")
    done = await upgrade(three, master_key=MASTER_KEY, trees=later)
    assert not any(upgraded.error for upgraded in done)
    assert await revisions(three) == dict.fromkeys(("fujian", "jilin", "shanxi"), LATER)


async def test_a_revision_that_fails_leaves_nothing_behind(three: str, broken_trees: Path) -> None:
    done = await upgrade(three, master_key=MASTER_KEY, trees=broken_trees)
    assert outcomes(done) == [("fujian", None, True), ("jilin", None, True), ("shanxi", None, True)]
    left = "select count(*) from information_schema.columns where column_name = 'later'"
    assert await ask(three, left) == 0


async def test_nobody_follows_a_canary_that_failed(three: str, later: Path) -> None:
    await run(three, "ALTER TABLE t_shanxi.child ADD COLUMN later text")
    done = await upgrade(three, master_key=MASTER_KEY, trees=later, canary="shanxi")
    assert outcomes(done) == [("shanxi", None, True), ("fujian", None, True), ("jilin", None, True)]
    assert [upgraded.error for upgraded in done[1:]] == [CANARY_FAILED] * 2
    assert await revisions(three) == dict.fromkeys(("fujian", "jilin", "shanxi"), newest("tenant"))
    with pytest.raises(TenancyError, match="hainan"):
        await upgrade(three, master_key=MASTER_KEY, canary="hainan")


async def test_waits_briefly_for_a_table_in_use_and_goes_on(three: str, later: Path) -> None:
    user = await connect(three)
    try:
        async with user.transaction():
            await user.execute("LOCK TABLE t_jilin.child")
            done = await upgrade(three, master_key=MASTER_KEY, trees=later)
    finally:
        await user.close()
    assert outcomes(done) == [("fujian", LATER, False), ("jilin", None, True), ("shanxi", LATER, False)]
    assert "LockNotAvailable" in (done[1].error or "")


async def test_drafts_are_left_to_onboarding(three: str, later: Path) -> None:
    await run(three, "UPDATE platform.tenants SET status = 'DRAFT' WHERE code = 'jilin'")
    done = await upgrade(three, master_key=MASTER_KEY, trees=later)
    assert [upgraded.code for upgraded in done] == ["fujian", "shanxi"]


async def test_a_copied_database_gets_its_logins_back(three: str, server: str) -> None:
    original = database_name(three)
    await run(databases.rewritten(server, "postgres"), f"CREATE DATABASE {original}_copy TEMPLATE {original}")
    copy = databases.rewritten(server, f"{original}_copy")
    done = await upgrade(copy, master_key=MASTER_KEY)
    assert not any(upgraded.error for upgraded in done)
    async with open_house(copy) as house:
        for tenant in await house.tenants():
            for login in Login:
                assert await house.read(tenant, login, f"select count(*) from {tenant.schema}.child", []) == 0
    async with databases.superuser(server) as clerk:
        await databases.drop(clerk, f"{original}_copy")


async def test_people_go_on_working_while_half_of_the_tenants_are_new(three: str, later: Path) -> None:
    async with open_house(three) as house:
        fujian, jilin = await house.tenant("fujian"), await house.tenant("jilin")
        assert fujian is not None
        assert jilin is not None
        sql = "select count(*) from {}.child"
        for tenant in (fujian, jilin):
            assert await house.read(tenant, Login.AREA, sql.format(tenant.schema), []) == 0
        await run(three, "ALTER TABLE t_jilin.child ADD COLUMN later text")
        await upgrade(three, master_key=MASTER_KEY, trees=later)
        for tenant in (fujian, jilin):
            assert await house.read(tenant, Login.AREA, sql.format(tenant.schema), []) == 0
