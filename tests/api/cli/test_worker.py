"""`tonghu worker` as a process: goes through everything once, or until it is asked to end."""

import os
import signal

import asyncpg

from alerts.outbox import announce
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.alerts.test_relay import until
from tests.support.children import begin
from tests.support.places import MASTER_KEY

RUN = "import sys; from api.cli import build; sys.argv[0] = 'tonghu'; build()(sys.argv[1:])"


def surroundings(url: str) -> dict[str, str]:
    return os.environ | {"TONGHU_DATABASE_URL": url, "TONGHU_MASTER_KEY": MASTER_KEY.hex()}


async def tell(house: House, tenant: Tenant) -> None:
    async with house.work(tenant) as work:
        await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=uuid7(), division=tenant.division)


async def test_goes_through_everything_once_and_says_what_it_did(house: House, fujian: Tenant, fresh_url: str) -> None:
    await tell(house, fujian)
    with begin(RUN, "worker", "--once", env=surroundings(fresh_url)) as child:
        out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, "")
    lines = [line.split("\t") for line in out.splitlines()]
    assert ["fujian", "outbox.sequence", "1", "ok"] in lines
    assert {line[0] for line in lines} == {tenant.code for tenant in await house.tenants()}


async def test_ends_well_when_it_is_asked_to(house: House, fujian: Tenant, fresh_url: str) -> None:
    await tell(house, fujian)
    with begin(RUN, "worker", env=surroundings(fresh_url)) as child:
        assert child.stdout is not None
        assert child.stdout.readline().split("\t")[:3] == ["fujian", "outbox.sequence", "1"]
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, "")


async def test_a_process_that_serves_does_it_too_when_told(
    house: House, fujian: Tenant, fresh_url: str, free_port: int, owner: asyncpg.Connection
) -> None:
    rounds = "SELECT count(*) FROM platform.job_rounds WHERE entry = 'duties.catch_up'"
    with begin(RUN, "serve", "--jobs", "--port", str(free_port), env=surroundings(fresh_url)) as child:
        await until(lambda: owner.fetchval(rounds), seconds=60)
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=60)
    assert err == ""


async def test_ends_with_1_when_one_tenant_failed_and_does_the_others(
    house: House, fujian: Tenant, jilin: Tenant, fresh_url: str, owner: asyncpg.Connection
) -> None:
    await tell(house, jilin)
    await owner.execute(f"ALTER TABLE {fujian.schema}.outbox RENAME TO gone")
    with begin(RUN, "worker", "--once", env=surroundings(fresh_url)) as child:
        out, _ = child.communicate(timeout=60)
    assert child.returncode == 1
    lines = [line.split("\t") for line in out.splitlines()]
    assert ["fujian", "outbox.sequence", "0", "UndefinedTableError (42P01)"] in lines
    assert ["jilin", "outbox.sequence", "1", "ok"] in lines
