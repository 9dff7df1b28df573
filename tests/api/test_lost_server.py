"""The server is killed under a process that answers, and comes back."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.app import create_app
from api.identity import Identity
from api.tokens.demo import demo_key, demo_verifier, mint
from api.web.plain import plain_site
from policies.source import baseline
from tenants import embedded
from tenants.errors import Unreachable
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import NOW, open_house, settle
from tests.support.scratch import scratch

VIEWER = {"query": "{ viewer { subject } }"}
SLOW = "SELECT pg_sleep(0.01)::text"
KEPT = {"synchronous_commit": "on"}  # a throwaway server may forget what it said yes to when it is killed


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="tg-", dir=scratch()))
    yield made
    shutil.rmtree(made)


async def read_on(house: House, tenant: Tenant) -> None:
    while True:
        await house.read(tenant, Login.AREA, SLOW, ())


async def test_a_killed_server_is_unavailable_until_it_is_started_again(folder: Path) -> None:
    first = embedded.start(folder, throwaway=True, settings=KEPT)
    await settle(first.dsn, ["fujian"])
    key = demo_key(folder)
    async with open_house(first.dsn) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        app = create_app(house, Identity(house, demo_verifier(key, house.clock), baseline()), plain_site(house))
        headers = {"authorization": f"Bearer {mint(key, 'county@fujian', tenant='fujian', now=NOW)}"}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://tonghu.test") as client:

            async def ask() -> tuple[int, Any]:
                answer = await client.post("/graphql", json=VIEWER, headers=headers)
                return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]

            assert await ask() == (403, "FORBIDDEN")  # read, and holds no role
            readers = [asyncio.create_task(read_on(house, tenant)) for _ in range(4)]
            await asyncio.sleep(0.1)
            os.kill(first.pid, signal.SIGKILL)
            ends = await asyncio.gather(*readers, return_exceptions=True)
            assert [type(end) for end in ends] == [Unreachable] * 4
            assert await ask() == (503, "UNAVAILABLE")
            assert (await client.get("/readyz")).status_code == 503
            second = embedded.start(folder, throwaway=True, settings=KEPT)
            assert second.pid != first.pid
            assert await ask() == (403, "FORBIDDEN")
            assert (await client.get("/readyz")).status_code == 200
            counts = house.counts()
            assert (counts.waiting, counts.open) == (0, counts.idle)
    embedded.stop(first)
    assert embedded.stop(second)
