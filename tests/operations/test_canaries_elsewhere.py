"""No canary leaves by streams, sockets, webhooks, whole numbers, broken glass or the commands that take data out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
import websockets
from sqlalchemy import insert

from api.tokens.demo import demo_key, mint
from records.access import role_assignment
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.commands import commands
from tests.support.glass import BREAK, REVEAL
from tests.support.hooks import answer, got, scripted
from tests.support.places import GULOU, NOW
from tests.support.planted import (
    ADDRESS,
    CALLER,
    NAME,
    NARRATIVE,
    NUMBER,
    OPERATION,
    PHONE,
    SEARCH,
    VILLAGE,
    absent,
    speaking,
)
from tests.support.scenes import REGISTER
from tests.support.streaming import Client

SUBJECT = f"{CALLER}@fujian"
ROLES = {"COUNTY_OFFICER": GULOU, "PROTECTION_CENTRE": GULOU, "INTEGRATOR": GULOU, "AUDITOR": 350000000000}
CHILD = {
    "name": NAME, "sex": "MALE", "birthDate": "2016-05-01", "residentId": NUMBER, "hukouType": "RURAL",
    "division": str(VILLAGE), "address": ADDRESS,
}  # fmt: skip
ALERTS = f"subscription {OPERATION} {{ alerts {{ kind subject {{ ... on Child {{ name address }} }} }} }}"
REGISTER_HOOK = """mutation($input: RegisterWebhookInput!) { registerWebhook(input: $input) {
  webhook { state } userErrors { code path message } } }"""
THROUGH = "query($id: ID!) { childThroughGlass(id: $id) { name address } }"
EXPLAIN = "query($s: ID!, $o: ID!, $a: String!) { explainAccess(subject: $s, object: $o, action: $a) { allowed } }"
TRAIL = "query($s: String) { auditEvents(where: {subject: $s}) { nodes { id } } }"
CHANGES = "query($since: String) { changes(since: $since) { cursor } }"


async def test_no_canary_leaves_by_other_doors(
    fresh_url: str, house: House, fujian: Tenant, tmp_path: Path, free_port: int, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        for role, place in ROLES.items():
            held = {"role": role, "division": place, "name": NAME, "valid_from": NOW, "granted_by": "test"}
            await work.run(insert(role_assignment).values(id=uuid7(), subject=SUBJECT, created_at=NOW, **held))
    (tmp_path / "data").mkdir()
    token = mint(demo_key(tmp_path / "data"), SUBJECT, tenant="fujian", now=NOW)
    allowed = {"TONGHU_OUTGOING_ALLOW": "127.0.0.0/8"}
    async with scripted(answer(500, f"x-told: {NUMBER}")) as receiver:
        with speaking(fresh_url, tmp_path, free_port, "--jobs", **allowed) as server:
            await asyncio.wait_for(_exercise(server.address, token, f"{receiver.url}/{OPERATION}", owner), 120)
            for _ in range(600):
                if got(receiver):
                    break
                await asyncio.sleep(0.1)
            server.read_metrics()
        assert NAME in got(receiver)[0][1].decode()  # what was sent told of the child: the process did not
    said: list[tuple[str, Any]] = [*server.all()]
    assert server.err.count('"event":"request"') > 10
    run = commands(fresh_url, tmp_path, TONGHU_LOG_LEVEL="debug")
    (tmp_path / "law.toml").write_text(f"# {NARRATIVE}\nnonsense = ", "utf-8")
    reasons, where = ("--reason", NARRATIVE), ("--division", str(GULOU))
    for words, code in (
        (("system", "mapping", "columns.csv"), 0),
        (("system", "export", "fujian", "out.xlsx", *where, "--mapping", "columns.csv", *reasons), 0),
        (("retention", "set", "fujian", "--months", "120", *reasons), 0),
        (("rulebook", "plan", "fujian"), 0),
        (("rulebook", "plan", "fujian", "law.toml"), 1),
        (("statistics", "refresh", "fujian"), 0),
        (("policy", "apply", "fujian", "law.toml"), 1),
        (("audit", "verify", "fujian"), 0),
        (("doctor",), None),
    ):
        done = run(*words)
        assert code in (None, done.returncode), done.stdout + done.stderr
        said += [(" ".join(words[:2]), done.stdout + done.stderr)]
    # An export whose rows cannot be read.
    await owner.execute(f"ALTER TABLE {fujian.schema}.guardian RENAME TO gone")
    fault = run("system", "export", "fujian", "again.xlsx", *where, "--mapping", "columns.csv", *reasons)
    assert fault.returncode == 1
    assert "UndefinedTableError" in fault.stderr
    said += [("a fault", fault.stdout + fault.stderr)]
    for door, text in said:
        absent(door, text)


async def _exercise(address: str, token: str, hook: str, owner: asyncpg.Connection) -> None:
    """Ask by every door that stays open, and what shows most, well and wrong."""
    async with httpx2.AsyncClient(base_url=address, timeout=60) as client:

        async def ask(query: str, role: str = "COUNTY_OFFICER", **variables: Any) -> Any:
            headers = {"authorization": f"Bearer {token}", "tonghu-role": role}
            body = {"query": query, "variables": variables}
            found = (await client.post("/graphql", json=body, headers=headers)).json()
            return found["data"] and next(iter(found["data"].values()))

        wants = {"url": hook, "selection": "{ kind subject { ... on Child { name address } } }"}
        made = await ask(REGISTER_HOOK, "COUNTY_OFFICER", input=wants)
        assert made["userErrors"][0]["code"] == "FORBIDDEN"
        made = await ask(REGISTER_HOOK, "INTEGRATOR", input=wants)
        assert made["userErrors"] == [], made
        # What is sent is what the account sees: let it be one that sees the child.
        await owner.execute("UPDATE t_fujian.webhook SET role = 'COUNTY_OFFICER'")
        async with _socket(address, token) as told:
            await told.subscribe("alerts", ALERTS)
            await told.subscribe("search", SEARCH, s=NAME)
            await told.subscribe("wrong", f'{{ children(where: {{search: "{NAME}"}}) {{ nodes {{ {OPERATION} }} }} }}')
            child = (await ask(REGISTER, input=CHILD))["child"]["id"]
            for _ in range(60):
                if NAME in json.dumps(await told.receive(60), ensure_ascii=False):
                    break
            await told.opened.send(f'{{"id": "{PHONE}", "type": "{NARRATIVE}"}}')
            assert (await told.closed())[0] == 4400
        with pytest.raises(websockets.ConnectionClosed):
            async with _socket(address, PHONE):
                pass
        events = {"authorization": f"Bearer {token}", "tonghu-role": "COUNTY_OFFICER", "accept": "text/event-stream"}
        gap = f'subscription {{ alerts(after: "{PHONE}") {{ kind }} }}'
        for body in ({"query": SEARCH, "variables": {"s": NAME}}, {"query": gap}, {"query": NARRATIVE}):
            await client.post("/graphql", json=body, headers=events)
        for purpose, reason, shown in (
            ("CASE_HANDLING", NARRATIVE, NUMBER),
            ("CASE_HANDLING", NUMBER, None),
            ("STATISTICS", NARRATIVE, None),
        ):
            found = await ask(REVEAL, input={"id": child, "purpose": purpose, "reason": reason})
            assert found["residentId"] == shown, found
        glass = {"childId": child, "fieldClasses": ["location"], "reason": NARRATIVE}
        refused = await ask(BREAK, "PROTECTION_CENTRE", input={**glass, "fieldClasses": [NARRATIVE, "reporter"]})
        assert refused["userErrors"], refused
        broken = await ask(BREAK, "PROTECTION_CENTRE", input=glass)
        assert broken["userErrors"] == [], broken
        assert await ask(THROUGH, "PROTECTION_CENTRE", id=child) == {"name": NAME, "address": ADDRESS}
        assert await ask(EXPLAIN, s=SUBJECT, o=child, a="read:location") == {"allowed": True}
        assert await ask(EXPLAIN, s=SUBJECT, o=child, a=NARRATIVE) is None
        assert (await ask(TRAIL, "AUDITOR", s=SUBJECT))["nodes"]
        assert await ask(CHANGES, since=NUMBER) is None


@asynccontextmanager
async def _socket(address: str, token: str) -> AsyncIterator[Client]:
    protocols = [websockets.Subprotocol("graphql-transport-ws")]
    async with websockets.connect(f"{address.replace('http', 'ws')}/graphql", subprotocols=protocols) as opened:
        client = Client(opened)
        begun = {"Authorization": f"Bearer {token}", "Tonghu-Role": "COUNTY_OFFICER"}
        await client.send(type="connection_init", payload=begun)
        assert await client.receive() == {"type": "connection_ack"}
        yield client
