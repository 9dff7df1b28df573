"""A crowd on a fleet: officers who save and report until a node says so, and others who hear of it; who is right."""

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
from tests.support.patience import Patience, patient
from tests.support.places import NOW
from tests.support.subscribers import PASSING, Subscriber

SAVE = """mutation($input: SaveOrganisationInput!) { saveOrganisation(input: $input) {
  made: organisation { id } userErrors { code message } } }"""
FILE = """mutation($input: FileReportInput!) { fileReport(input: $input) {
  made: report { id } userErrors { code message } } }"""
SCHOOL = {"kind": "SCHOOL"}
# Which of these two go to the police differs from province to province; neither is overdue while the clock stands.
DROPOUT, UNFIT = (
    {"circumstance": one, "reporterKind": "DEPARTMENT", "discoveredAt": NOW.isoformat()}
    for one in ("SCHOOL_DROPOUT", "CARER_UNFIT")
)
WRITTEN = ((SAVE, "name", SCHOOL), (FILE, "narrative", DROPOUT), (FILE, "narrative", UNFIT))
LEAST = 6  # that each writes, however slow the machine is
TOLD = """
SELECT e.sequence, e.kind, coalesce('report_' || r.report_id, e.subject_kind || '_' || e.subject) AS subject
FROM t_{0}.event_log e LEFT JOIN t_{0}.report_recipient r ON r.id = e.subject
WHERE e.division >= $1 AND e.division < $2 ORDER BY e.sequence
"""
KEPT = """
SELECT 'organisation_' || id AS key FROM t_{0}.organisation WHERE name = ANY ($1)
UNION ALL SELECT 'report_' || id FROM t_{0}.report WHERE narrative = ANY ($1)
"""


def people(*tenants: str) -> dict[str, tuple[Role, int]]:
    """Give the officers of two counties of each tenant, and its administration, who sees the schools of both."""
    found = {}
    for tenant in tenants:
        one, other = counties(tenant)
        found[f"one@{tenant}"] = (Role.COUNTY_OFFICER, one)
        found[f"other@{tenant}"] = (Role.COUNTY_OFFICER, other)
        found[f"admin@{tenant}"] = (Role.TENANT_ADMIN, one // 10**10 * 10**10)
    return found


@dataclass(eq=False)
class Writer:
    """Somebody who saves schools and files reports by turns; `saved` holds those that a node said are."""

    fleet: Fleet
    subject: str
    place: int
    pace: float  # seconds between two
    saved: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    stop: bool = False

    async def run(self) -> None:
        """Write until told to stop, `LEAST` at least; what was begun is brought to its end."""
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
            for document, named, form in cycle(WRITTEN):
                if self.stop and len(self.saved) >= LEAST:
                    return
                self.names.append(f"{token_hex(4)}小学")
                self.saved.append(await self._write(client, document, form | {named: self.names[-1]}))
                await asyncio.sleep(self.pace)

    async def _write(self, client: httpx2.AsyncClient, document: str, form: dict[str, Any]) -> str:
        whole = form | {"division": str(self.place), "idempotencyKey": token_hex(8)}
        body = {"query": document, "variables": {"input": whole}}
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
    (payload,) = answer["data"].values()
    assert payload["userErrors"] == [], payload
    key: str = payload["made"]["id"]
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
        """Wait until everybody has what the log holds for them, in its order, no more; gives how much was saved.

        So many seconds in which nobody gets anything are too many.
        """
        connection = await asyncpg.connect(self.fleet.url)
        try:
            with suppress(TimeoutError):
                async with patient(seconds) as patience:
                    for writer in self.writers:
                        await self._judge_writer(connection, writer, patience)
                    for subject, reader in self.readers:
                        wanted = await _wanted(connection, subject)
                        while len(reader.got) < len(wanted) and not reader.broken:
                            patience.see(sum(len(one.got) for _, one in self.readers))
                            await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # in which there may come what nobody may get
            for subject, reader in self.readers:
                assert reader.got == await _wanted(connection, subject), subject
                assert (reader.faults, reader.broken) == ([], None), subject
        finally:
            await connection.close()
        return sum(len(writer.saved) for writer in self.writers)

    async def _judge_writer(self, connection: asyncpg.Connection, writer: Writer, patience: Patience) -> None:
        tenant = writer.subject.partition("@")[2]
        while waiting := await connection.fetchval(f"SELECT count(*) FROM t_{tenant}.outbox"):
            patience.see(waiting)
            await asyncio.sleep(0.05)
        rows = await connection.fetch(TOLD.format(tenant), writer.place, writer.place + 10**6)
        told = [row["subject"] for row in rows if row["kind"] != "REPORT_ADDRESSED"]
        kept = await connection.fetch(KEPT.format(tenant), writer.names)
        assert sorted(told) == sorted(writer.saved) == sorted(row["key"] for row in kept)


async def _wanted(connection: asyncpg.Connection, subject: str) -> list[tuple[int, str]]:
    who, _, tenant = subject.partition("@")
    one, other = counties(tenant)
    place, wide = {"one": (one, 10**6), "other": (other, 10**6), "admin": (one // 10**10 * 10**10, 10**10)}[who]
    rows = await connection.fetch(TOLD.format(tenant), place, place + wide)
    # Reports are none of the administration's business.
    return [(row["sequence"], row["subject"]) for row in rows if who != "admin" or row["kind"] == "ORGANISATION_SAVED"]


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
