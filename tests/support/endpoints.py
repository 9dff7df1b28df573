"""Ten endpoints of police desks on a fleet: some take what they get at once or in the end, others never do, or lie."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import asyncpg
import httpx2

from jobs.delivering import LOT
from tests.support.fleet import HOST, Fleet
from tests.support.hooks import SAID, WEBHOOK, answer, got, headers, message, most_awaited, scripted, verifies
from tests.support.mortal import counties
from tests.support.patience import patient
from tests.support.places import NOW
from tests.support.receivers import OK, Receiver, receiving

REGISTER = f"mutation($url: String!) {{ registerWebhook(input: {{url: $url}}) {{ {WEBHOOK} {SAID} }} }}"
SLOW = 0.5  # seconds for an answer
QUICK = 4  # of the endpoints take what they get at its first try
LYING = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1000000000\r\n\r\n"  # and nothing that follows
OFFICE = """
WITH office AS (
  INSERT INTO t_{0}.organisation (id, name, kind, department, division, prefecture, created_at, updated_at)
  VALUES (gen_random_uuid(), '公安局', 'DEPARTMENT', 'POLICE', $1, $2, $3, $3) RETURNING id
)
INSERT INTO t_{0}.role_assignment (id, subject, role, division, organisation_id, valid_from, granted_by, created_at)
SELECT gen_random_uuid(), 'desk@{0}', 'INTEGRATOR', $1, id, $3, 'test', $3 FROM office
"""
# What became of the reports that went to the police, among others; nothing else of its county, and nothing of another.
TOLD = """
SELECT 'alert_' || e.id, e.sequence::text
FROM t_{0}.event_log e LEFT JOIN t_{0}.report_recipient r ON r.id = e.subject
WHERE coalesce(r.report_id, e.subject) IN (
  SELECT a.report_id FROM t_{0}.report_recipient a JOIN t_{0}.organisation o ON o.id = a.organisation_id
  WHERE o.department = 'POLICE')
"""
GONE = "SELECT count(*) FROM t_{0}.webhook WHERE url = $1 AND state = 'GONE'"


@dataclass(frozen=True)
class Desk:
    """An endpoint with what its registration showed; `takes` is whether it takes every event in the end.

    `quick`: it takes each at its first try.
    """

    tenant: str
    takes: bool
    quick: bool
    receiver: Receiver
    shown: dict[str, Any]

    @property
    def has(self) -> set[tuple[str, str]]:
        """Give what it got, each once: id and number."""
        return {(headers(one)["webhook-id"], message(one)["data"]["sequence"]) for one in got(self.receiver)}


@dataclass(frozen=True)
class Desks:
    """All endpoints, the one that is gone, and where one of them would lead us."""

    url: str
    all: Sequence[Desk]
    gone: Desk
    elsewhere: Receiver

    async def judge(self, seconds: float) -> int:
        """Wait until who takes events has every one that it may see; nobody has any other, each message is signed.

        So many seconds in which the one that is waited for gets nothing new are too many.

        Who takes each at once has them in the order of the log, but for those that were under way together.
        Gives how many messages came, with those that came again.
        """
        connection = await asyncpg.connect(self.url)
        try:
            async with patient(seconds) as patience:
                for desk in self.all:
                    told = {tuple(row) for row in await connection.fetch(TOLD.format(desk.tenant))}
                    assert told
                    while desk.takes and not told <= desk.has:
                        patience.see(len(desk.has))
                        await asyncio.sleep(0.2)
                    assert desk.has <= told
                    assert all(verifies(one, desk.shown) for one in got(desk.receiver))
                    if desk.quick:
                        numbers = [int(message(one)["data"]["sequence"]) for one in got(desk.receiver)]
                        assert most_awaited(numbers) < LOT  # what was under way when its process died comes again
                while not await connection.fetchval(GONE.format(self.gone.tenant), self.gone.receiver.url):  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
        finally:
            await connection.close()
        assert self.elsewhere.requests == []
        return sum(len(got(desk.receiver)) for desk in self.all)


@asynccontextmanager
async def desks(fleet: Fleet, *tenants: str) -> AsyncIterator[Desks]:
    """Give each of several tenants a police desk, and register an endpoint of each kind by turns."""
    await _offices(fleet.url, tenants)
    async with AsyncExitStack() as stack:
        elsewhere = await stack.enter_async_context(scripted())
        failing = [answer(503)] * 3  # a report makes as many messages or more at once: none of them fails twice
        takers = [scripted(), scripted(), scripted(), _slow(), scripted(*failing, OK), scripted(LYING)]
        others = [answer(302, f"location: {elsewhere.url}"), answer(500), b"", answer(410)]
        opened = [*takers, *map(scripted, others)]
        found = []
        for number, (opening, tenant) in enumerate(zip(opened, cycle(tenants), strict=False)):
            receiver = await stack.enter_async_context(opening)
            shown = await _registered(fleet, tenant, receiver.url)
            found.append(Desk(tenant, number < len(takers), number < QUICK, receiver, shown))
        yield Desks(fleet.url, found, found[-1], elsewhere)


async def _offices(url: str, tenants: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for tenant in tenants:
            county = counties(tenant)[0]
            await connection.execute(OFFICE.format(tenant), county, county // 10**8 * 10**8, NOW)
    finally:
        await connection.close()


async def _registered(fleet: Fleet, tenant: str, url: str) -> dict[str, Any]:
    allowed = {"authorization": f"Bearer {fleet.token(f'desk@{tenant}')}"}
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        body = {"query": REGISTER, "variables": {"url": url}}
        answered = (await client.post(f"http://{HOST}:{fleet.node()}/graphql", json=body, headers=allowed)).json()
    assert "errors" not in answered, answered
    payload: dict[str, Any] = answered["data"]["registerWebhook"]
    assert (payload["userErrors"], payload["webhook"]["state"]) == ([], "ACTIVE"), payload
    return payload


@asynccontextmanager
async def _slow() -> AsyncIterator[Receiver]:
    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await receiver.heard(reader)
            await asyncio.sleep(SLOW)
            writer.write(OK)
            await writer.drain()

    async with receiving(talk) as receiver:
        yield receiver
