"""SIGTERM to a process under load: ready no more at once, no request is lost, what is open ends in good order."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import httpx2
import pytest

from api.ports import free_port
from api.serving import LINGER
from api.tokens.demo import demo_key
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.api.test_deadline import locked, post, waiting
from tests.api.test_events import SSE
from tests.api.test_watching import RUN, ready
from tests.support.children import begin, eventually, kill
from tests.support.places import GULOU, MASTER_KEY, NOW
from tests.support.serving import Served, appoint
from tests.support.streaming import ALERTS, Station, socket

SOCKETS, LOADING, WHO = 20, 4, "county@fujian"
VIEWER = {"query": "{ viewer { subject } }"}


@pytest.fixture
def process(fresh_url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Served]]:
    """`tonghu serve` on this test's database."""
    key, port = demo_key(tmp_path), free_port("127.0.0.1")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": fresh_url,
        "TONGHU_DATA_DIR": str(tmp_path),
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_NOW": NOW.isoformat(),
    }
    with begin(RUN, "serve", "--port", str(port), env=surroundings) as child:
        try:
            assert eventually(lambda: ready(port) or child.poll() is not None, 120)
            assert child.poll() is None, child.communicate()
            yield child, Served(port, key)
        finally:
            kill(child)


async def load(server: Served, answers: list[int]) -> None:
    """Ask again and again, as a balancer lets it: until the process says that it is ready no more."""
    headers = {"authorization": f"Bearer {server.token(WHO)}"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, trust_env=False, timeout=15) as client:
        while (await client.get("/readyz")).status_code == 200:
            answers.append((await client.post("/graphql", json=VIEWER)).status_code)


async def closed(stack: AsyncExitStack, here: Station, token: str) -> tuple[int, float]:
    """Subscribe, and give with which code the socket was closed, and when."""
    client = await stack.enter_async_context(socket(here, token))
    await client.subscribe()
    code, _ = await client.closed(60)
    return code, time.monotonic()


async def streamed(server: Served) -> str:
    """Subscribe by an event stream, and give everything that came until its end."""
    headers = {"authorization": f"Bearer {server.token(WHO)}", "accept": SSE, "accept-language": "en"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, trust_env=False, timeout=60) as client:
        return (await client.post("/graphql", json={"query": ALERTS})).text


async def test_sigterm_loses_no_request_and_ends_what_is_open_in_good_order(
    process: tuple[subprocess.Popen[str], Served], house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    child, server = process
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    here, answers = Station(house, fujian, server.port), list[int]()
    async with AsyncExitStack() as stack:
        sockets = [asyncio.create_task(closed(stack, here, server.token(WHO))) for _ in range(SOCKETS)]
        stream = asyncio.create_task(streamed(server))
        loading = [asyncio.create_task(load(server, answers)) for _ in range(LOADING)]
        await asyncio.sleep(2)
        async with locked(owner, fujian):
            slow = asyncio.create_task(post(server))  # ends long after nobody is let in any more
            await waiting(owner, 1)
            served = len(answers)
            child.send_signal(signal.SIGTERM)
            began = time.monotonic()
            await asyncio.gather(*loading)
            assert time.monotonic() - began < LINGER
            await asyncio.sleep(LINGER + 1)
            with pytest.raises(httpx2.ConnectError):
                httpx2.get(f"{server.address}/readyz", trust_env=False)
        assert (await slow).status_code == 200
        ends = await asyncio.gather(*sockets)
        told = await stream
    assert await asyncio.to_thread(child.wait, 15) == 0
    assert time.monotonic() - began < 15
    assert served > LOADING
    assert set(answers) == {200}
    assert {code for code, _ in ends} == {1012}
    times = sorted(when - began for _, when in ends)
    assert times[-1] < LINGER + 2
    assert times[-1] - times[0] > LINGER / 3
    assert '"code":"UNAVAILABLE"' in told
    assert told.endswith("event: complete\ndata:\n\n")
    assert child.stderr is not None
    assert "Traceback" not in child.stderr.read()
