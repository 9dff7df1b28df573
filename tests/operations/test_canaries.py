"""Nothing that a process says of itself holds personal data: canaries go in at every door, and nowhere out.

The server, the worker and the commands are processes of their own; spans go to a collector that keeps their bytes.
"""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
from sqlalchemy import insert

from api.tokens.demo import demo_key, mint
from care.ledgers.identity import check_character
from care.ledgers.sheet import SHEET
from records.access import role_assignment
from records.ids import uuid7
from tenants.house import House
from tenants.logins import connect
from tenants.registry import Login, Tenant
from tests.support.commands import commands
from tests.support.ledgers import GOOD, write_book
from tests.support.places import GULOU, NOW
from tests.support.planted import (
    ADDRESS,
    CALLER,
    LEDGER,
    NAME,
    NARRATIVE,
    NUMBER,
    OPERATION,
    OTHER,
    PHONE,
    SEARCH,
    VILLAGE,
    absent,
    speaking,
)
from tests.support.reporting import FILE
from tests.support.scenes import REGISTER, VISIT
from tests.support.taken_out import cells


@pytest.mark.parametrize("leak", [f"a {NAME} b", repr(NAME.encode()), f"{NARRATIVE!a}", f"x={NUMBER}".encode()])
def test_a_canary_that_left_would_be_found(leak: str | bytes) -> None:
    with pytest.raises(AssertionError, match="in somewhere"):
        absent("somewhere", leak)


async def test_no_canary_leaves(
    fresh_url: str, house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, free_port: int
) -> None:
    subject = f"{CALLER}@fujian"
    async with house.work(fujian, scope="{(,)}") as work:
        for role, place in (("COUNTY_OFFICER", GULOU), ("CHILD_DIRECTOR", VILLAGE)):
            held = {"role": role, "division": place, "name": NAME, "valid_from": NOW, "granted_by": "test"}
            await work.run(insert(role_assignment).values(id=uuid7(), subject=subject, created_at=NOW, **held))
    (tmp_path / "data").mkdir()
    token = mint(demo_key(tmp_path / "data"), subject, tenant="fujian", now=NOW)
    with speaking(fresh_url, tmp_path, free_port) as server:
        holder = await connect(fresh_url)
        try:
            await _exercise(server.address, token, owner, holder, fujian)
        finally:
            await holder.close()
        server.read_metrics()
    assert b"tonghu.operation" in server.spans
    for word in (
        '"outcome":"INTERNAL"',
        '"outcome":"GRAPHQL_PARSE_FAILED"',
        '"event":"request"',
        "UndefinedTableError",
    ):
        assert word in server.err, server.err[-3000:]
    assert 'outcome="GRAPHQL_VALIDATION_FAILED"' in server.metrics
    said = [*server.all()]

    run = commands(fresh_url, tmp_path, TONGHU_LOG_LEVEL="debug")
    bad = {"child.residentId": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}
    rows = [GOOD | {"child.name": LEDGER, "child.residentId": OTHER, "child.birth": "2015-05-01"}, GOOD | bad]
    rows[1]["child.name"] = NAME
    rows += [GOOD | {"child.name": NAME, "child.residentId": PHONE, "child.division": ADDRESS, "child.sex": NARRATIVE}]
    write_book(tmp_path / "in.xlsx", rows)
    (tmp_path / "broken.xlsx").write_text(NARRATIVE)
    for words, code in (
        (("ledger", "import", "fujian", "in.xlsx"), 2),
        (("ledger", "import", "fujian", "broken.xlsx"), 1),
        (("worker", "--once"), 0),
        (("ledger", "export", "fujian", "out.xlsx", "--reason", NARRATIVE), 0),
        (("keys", "rotate"), 1),
    ):
        done = run(*words)
        assert done.returncode == code, done.stdout + done.stderr
        said += [(" ".join(words[:2]), done.stdout), (" ".join(words[:2]), done.stderr)]
    # Faults of our own: a table that is gone, and one whose rows a constraint refuses with their content.
    await owner.execute(f"ALTER TABLE {fujian.schema}.child ADD CONSTRAINT nobody CHECK (name <> '{LEDGER}') NOT VALID")
    fault = run("ledger", "import", "fujian", str(_renamed(tmp_path)))
    said += [("a fault", fault.stdout), ("a fault", fault.stderr)]
    assert fault.returncode == 1, fault.stdout + fault.stderr
    assert "CheckViolationError" in fault.stderr
    await owner.execute(f"ALTER TABLE {fujian.schema}.outbox RENAME TO gone")
    failing = run("worker", "--once")
    assert failing.returncode == 1
    said += [("a failing worker", failing.stdout), ("a failing worker", failing.stderr)]
    for where, text in said:
        absent(where, text)


def _renamed(folder: Path) -> Path:
    another = (digits := "99010220140501005") + check_character(digits)
    row = GOOD | {"child.name": LEDGER, "child.residentId": another, "child.birth": "2014-05-01"}
    return write_book(folder / "again.xlsx", [row])


async def _exercise(
    address: str, token: str, owner: asyncpg.Connection, holder: asyncpg.Connection, tenant: Tenant
) -> None:
    """Ask whatever may go well or wrong."""
    async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
        headers = {"authorization": f"Bearer {token}", "tonghu-role": "COUNTY_OFFICER", "traceparent": NUMBER}

        async def ask(query: str, role: str = "COUNTY_OFFICER", **variables: Any) -> dict[str, Any]:
            body = {"query": query, "variables": variables}
            answer = await client.post("/graphql", json=body, headers={**headers, "tonghu-role": role})
            made: dict[str, Any] = answer.json()
            return made

        child = {
            "name": NAME, "sex": "MALE", "birthDate": "2016-05-01", "residentId": NUMBER, "hukouType": "RURAL",
            "division": str(VILLAGE), "address": ADDRESS,
        }  # fmt: skip
        made = await ask(REGISTER, input=child)
        assert made["data"]["registerChild"]["userErrors"] == [], made
        key = made["data"]["registerChild"]["child"]["id"]
        again = await ask(REGISTER, input=child)
        assert again["data"]["registerChild"]["userErrors"], again
        visit: dict[str, Any] = {
            "childIds": [key],
            "mode": "PHONE",
            "occurredAt": "2026-11-21T08:00:00+08:00",
            "problems": NARRATIVE,
        }
        visit["solutions"] = ADDRESS
        visited = await ask(VISIT, "CHILD_DIRECTOR", input=visit)
        assert visited["data"]["recordVisit"]["visits"], visited
        report = {
            "circumstance": "CHILD_LIVING_ALONE", "discoveredAt": "2026-11-21T08:00:00+08:00", "narrative": NARRATIVE,
            "division": str(VILLAGE), "reporterKind": "CHILD_DIRECTOR",
        }  # fmt: skip
        filed = await ask(FILE, "CHILD_DIRECTOR", input=report)
        assert filed["data"]["fileReport"]["report"], filed
        found = await ask(SEARCH, s=NAME)
        assert [node["name"] for node in found["data"]["children"]["nodes"]] == [NAME], found
        # Refused and malformed, each with canaries in it.
        for query in (
            f'{{ children(where: {{search: "{NAME}"}}) {{ nodes {{ {OPERATION} }} }} }}',
            "{ viewer { subject ",
            f"{NARRATIVE} {PHONE}",
            f'query {OPERATION} {{ node(id: "{NUMBER}") {{ id }} }}',
            f'mutation {{ registerChild(input: {{name: "{NAME}", sex: {OPERATION}}}) {{ child {{ id }} }} }}',
            REGISTER,
        ):
            await ask(query, input=NUMBER)
        named = {"query": f"query {OPERATION} {{ viewer {{ subject }} }}", "operationName": OPERATION}
        assert (await client.post("/graphql", json=named, headers=headers)).status_code == 200
        for content, kind in (
            (NARRATIVE.encode(), "application/json"),
            (b"{}", NUMBER),
            (PHONE.encode() * 50_000, "x"),
        ):
            await client.post("/graphql", content=content, headers={**headers, "content-type": kind})
        for wrong in ({"authorization": f"Bearer {PHONE}"}, {**headers, "tonghu-role": OPERATION}, {}):
            await client.post("/graphql", json=named, headers=wrong)
        await _take_out(client, headers)
        await client.get(f"/{PHONE}", params={"name": NAME, "number": NUMBER})
        await client.get("/graphql", params={"query": NARRATIVE}, headers=headers)
        # A statement that takes too long, and one whose table is gone.
        async with holder.transaction():
            await holder.execute(f"LOCK TABLE {tenant.schema}.child")
            slow, _ = await asyncio.gather(ask(SEARCH, s=NAME), _cancelled(tenant, owner))
            assert slow["errors"][0]["extensions"]["code"] == "TIMEOUT", slow
        await owner.execute(f"ALTER TABLE {tenant.schema}.visit RENAME TO gone")
        await ask(VISIT, "CHILD_DIRECTOR", input=visit)
        assert (await client.post("/ledger", json={"reason": NARRATIVE}, headers=headers)).status_code == 500
        await owner.execute(f"ALTER TABLE {tenant.schema}.gone RENAME TO visit")


async def _take_out(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    """Ask for the ledger with canaries in what is asked, well and wrong."""
    answer = await client.post("/ledger", json={"reason": NARRATIVE}, headers=headers)
    assert NAME in str(cells(answer.content, SHEET))
    for body in ({}, {"reason": PHONE, "year": NUMBER}, {"reason": NARRATIVE, OPERATION: NAME}, [NAME]):
        assert (await client.post("/ledger", json=body, headers=headers)).status_code == 400
    for wrong in ({"authorization": f"Bearer {PHONE}"}, {**headers, "tonghu-role": "CHILD_DIRECTOR"}, {}):
        await client.post("/ledger", json={"reason": NARRATIVE}, headers=wrong)


async def _cancelled(tenant: Tenant, owner: asyncpg.Connection) -> None:
    """Cancel what waits for the lock, as a time limit of the server does."""
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND wait_event_type = 'Lock'"
    for _ in range(600):
        if await owner.fetch(waiting, tenant.roles[Login.AREA]):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nothing waited")
