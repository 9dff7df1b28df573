"""A crowd on a fleet: officers who save schools until a node says so, and others who hear of it; and who is right."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from secrets import token_hex
from typing import Any

import asyncpg
import httpx2

from records.codes import Role
from tests.support.fleet import HOST, Fleet
from tests.support.mortal import counties
from tests.support.subscribers import PASSING, Subscriber

SAVE = """mutation($input: SaveOrganisationInput!) { saveOrganisation(input: $input) {
  organisation { id } userErrors { code message } } }"""
TOLD = "SELECT sequence, subject FROM t_{}.event_log WHERE division >= $1 AND division < $2 ORDER BY sequence"


def people(*tenants: str) -> dict[str, tuple[Role, int]]:
    """Give the officers of two counties of each tenant, and one of its province's administration, who sees both."""
    found = {}
    for tenant in tenants:
        one, other = counties(tenant)
        found[f"one@{tenant}"] = (Role.COUNTY_OFFICER, one)
        found[f"other@{tenant}"] = (Role.COUNTY_OFFICER, other)
        found[f"admin@{tenant}"] = (Role.TENANT_ADMIN, one // 10**10 * 10**10)
    return found


@dataclass(eq=False)
class Writer:
    """Somebody who saves one school after another; `saved` holds those that a node said are."""

    fleet: Fleet
    subject: str
    place: int
    pace: float  # seconds between two
    saved: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    stop: bool = False

    async def run(self) -> None:
        """Save until told to stop; what was begun is brought to its end."""
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
            while not self.stop:
                self.names.append(f"{token_hex(4)}小学")
                self.saved.append(await self._save(client, self.names[-1]))
                await asyncio.sleep(self.pace)

    async def _save(self, client: httpx2.AsyncClient, name: str) -> str:
        form = {"name": name, "kind": "SCHOOL", "division": str(self.place), "idempotencyKey": name}
        body = {"query": SAVE, "variables": {"input": form}}
        headers = {"authorization": f"Bearer {self.fleet.token(self.subject)}"}
        while True:
            with suppress(httpx2.HTTPError):
                address = f"http://{HOST}:{self.fleet.node()}/graphql"
                if key := _acknowledged((await client.post(address, json=body, headers=headers)).json()):
                    return key
            await asyncio.sleep(0.1)


def _acknowledged(answer: dict[str, Any]) -> str | None:
    if errors := answer.get("errors"):
        assert {error["extensions"]["code"] for error in errors} <= PASSING, errors
        return None
    payload = answer["data"]["saveOrganisation"]
    assert payload["userErrors"] == [], payload
    key: str = payload["organisation"]["id"]
    return key


@dataclass(eq=False)
class Crowd:
    """Who writes, and who reads by whose name."""

    fleet: Fleet
    writers: list[Writer]
    readers: list[tuple[str, Subscriber]]

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Have them write while the block lasts, and save what they are at."""
        async with asyncio.TaskGroup() as group:
            for writer in self.writers:
                writer.stop = False
                group.create_task(writer.run())
            yield
            for writer in self.writers:
                writer.stop = True

    async def judge(self, seconds: float = 30) -> int:
        """Wait until everybody has what the log holds for them, in its order, no more; gives how many were saved."""
        connection = await asyncpg.connect(self.fleet.url)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    for writer in self.writers:
                        await self._judge_writer(connection, writer)
                    for subject, reader in self.readers:
                        wanted = await _wanted(connection, subject)
                        while len(reader.got) < len(wanted) and not reader.broken:  # noqa: ASYNC110
                            await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # in which there may come what nobody may get
            for subject, reader in self.readers:
                assert reader.got == await _wanted(connection, subject), subject
                assert (reader.faults, reader.broken) == ([], None), subject
        finally:
            await connection.close()
        return sum(len(writer.saved) for writer in self.writers)

    async def _judge_writer(self, connection: asyncpg.Connection, writer: Writer) -> None:
        tenant = writer.subject.partition("@")[2]
        while await connection.fetchval(f"SELECT count(*) FROM t_{tenant}.outbox"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        told = [key for _, key in await _told(connection, tenant, writer.place, 10**6)]
        kept = await connection.fetch(f"SELECT id FROM t_{tenant}.organisation WHERE name = ANY ($1)", writer.names)
        assert sorted(told) == sorted(writer.saved) == sorted(f"organisation_{row['id']}" for row in kept)


async def _wanted(connection: asyncpg.Connection, subject: str) -> list[tuple[int, str]]:
    who, _, tenant = subject.partition("@")
    one, other = counties(tenant)
    if who == "admin":
        return await _told(connection, tenant, one // 10**10 * 10**10, 10**10)
    return await _told(connection, tenant, other if who == "other" else one, 10**6)


async def _told(connection: asyncpg.Connection, tenant: str, place: int, wide: int) -> list[tuple[int, str]]:
    rows = await connection.fetch(TOLD.format(tenant), place, place + wide)
    return [(row["sequence"], f"organisation_{row['subject']}") for row in rows]


@asynccontextmanager
async def crowd(fleet: Fleet, readers: int, *tenants: str, pace: float) -> AsyncIterator[Crowd]:
    """Let so many read while the block lasts, over both transports; two officers of each tenant can be had to write."""
    writers = [
        Writer(fleet, f"{who}@{tenant}", place, pace)
        for tenant in tenants
        for who, place in zip(("one", "other"), counties(tenant), strict=True)
    ]
    names, ports = cycle(people(*tenants)), list(fleet.nodes)
    reading = [
        (name, Subscriber(fleet.token(name), number % 2 == 0, ports[number:] + ports[:number]))
        for number, name in zip(range(readers), names, strict=False)
    ]
    tasks = [asyncio.create_task(reader.run()) for _, reader in reading]
    try:
        yield Crowd(fleet, writers, reading)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []
