"""Sockets that have nothing to say: what they cost a process, and that others are answered beside them.

2,000 of them, in benchmarks/edge.py, take 71 MB (0.036 MB each); here are fewer, held to the same measure.
"""

from contextlib import AsyncExitStack
from pathlib import Path

import httpx2

from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.fleet import fleet
from tests.support.places import GULOU
from tests.support.serving import appoint
from tests.support.streaming import Station, socket

FIRST, MORE, EACH = 50, 200, 60  # sockets, sockets, KB: 2,000 under 120 MB
WHO = "county@fujian"


def kilobytes(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


async def test_a_socket_costs_little_and_disturbs_nobody(
    house: House, fujian: Tenant, fresh_url: str, tmp_path: Path
) -> None:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    async with fleet(fresh_url, tmp_path) as made, AsyncExitStack() as stack:
        await made.begin(1)
        ((port, process),) = made.nodes.items()
        here, token = Station(house, fujian, port), made.token(WHO)

        async def idle(count: int) -> int:
            for _ in range(count):
                client = await stack.enter_async_context(socket(here, token))
                await client.subscribe()
            async with httpx2.AsyncClient(trust_env=False) as asking:
                headers = {"authorization": f"Bearer {token}"}
                answer = await asking.post(here.url, json={"query": "{ viewer { subject } }"}, headers=headers)
            assert answer.json() == {"data": {"viewer": {"subject": WHO}}}
            return kilobytes(process.child.pid)

        before = await idle(FIRST)
        assert (await idle(MORE) - before) / MORE < EACH
