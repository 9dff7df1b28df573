"""Webhooks in tests: an integrator's account, endpoints on this machine, events, and what receivers got."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.endpoints import ready
from alerts.outbox import announce_all
from alerts.outgoing import Post, outgoing
from alerts.sequence import sequence
from jobs.delivering import deliver
from policies.caller import Caller
from records.codes import Role
from records.ids import uuid7
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of
from tests.support.places import GULOU
from tests.support.receivers import OK, Receiver, Talk, receiving
from tests.support.serving import appoint

WHO = "integrator@fujian"
LOCAL = ip_network("127.0.0.0/8")
WEBHOOK = "webhook { id version state breaker url position } secret publicKey replayed"
SAID = "userErrors { code path message } warnings { code path message }"
LIST = """{ webhooks { nodes { state breaker position keys { kind publicKey endsAt } deliveries(first: 50) { nodes {
  eventId sequence state reason tries attempts { status fault } } } } } }"""


@dataclass
class Hooks:
    """An integrator's desk: mutations, events, and a client that delivers."""

    house: House
    tenant: Tenant
    owner: asyncpg.Connection
    post: Post
    caller: Caller

    async def do(self, name: str, caller: Caller | None = None, **facts: Any) -> dict[str, Any]:
        """Take a step; gives the payload."""
        kind = name[0].upper() + name[1:]
        document = f"mutation($it: {kind}Input!) {{ {name}(input: $it) {{ {WEBHOOK} {SAID} }} }}"
        payload: dict[str, Any] = (await self.ask(document, caller, it=facts))[name]
        return payload

    async def ask(self, document: str, caller: Caller | None = None, **variables: Any) -> dict[str, Any]:
        """Ask; gives the data of an answer without errors."""
        answer = await execute(self.house, self.tenant, caller or self.caller, document, variables=variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def register(self, url: str, **facts: Any) -> dict[str, Any]:
        """Register an endpoint that is active then; gives the payload."""
        payload = await self.do("registerWebhook", url=url, **facts)
        assert (payload["userErrors"], payload["webhook"]["state"]) == ([], "ACTIVE"), payload
        return payload

    async def tell(self, times: int = 1, kind: str = "RULEBOOK_CHANGED") -> None:
        """Let so many events happen that are for all to know, and number them."""
        async with self.house.work(self.tenant) as work:
            await announce_all(work, kind, [(uuid7(), GULOU) for _ in range(times)], subject_kind="rulebook")
        async with self.house.work(self.tenant) as work:
            await sequence(work)

    async def deliver(self, payload: dict[str, Any]) -> int:
        """Deliver to an endpoint what is due."""
        return await deliver(self.house, self.post, self.tenant, key_of(payload))

    async def ready(self) -> list[UUID]:
        async with self.house.work(self.tenant) as work:
            return await ready(work)

    async def later(self) -> None:
        """Let all pauses and rests be over."""
        now = "clock_timestamp() - interval '1 second'"
        await self.owner.execute(f"UPDATE t_fujian.webhook_delivery SET due_at = {now} WHERE state = 'PENDING'")
        await self.owner.execute(f"UPDATE t_fujian.webhook SET open_until = {now} WHERE open_until IS NOT NULL")

    async def states(self, state: str | None = None) -> list[tuple[Any, ...]]:
        """Give state, reason and tries of every delivery, in the order of the log."""
        rows = await self.owner.fetch("SELECT state, reason, tries FROM t_fujian.webhook_delivery ORDER BY sequence")
        return [tuple(row) for row in rows if state in (None, row["state"])]

    async def settled(self, count: int) -> bool:
        """Tell whether so many deliveries were accepted."""
        return len(await self.states("DELIVERED")) == count


@asynccontextmanager
async def hooks(house: House, tenant: Tenant, owner: asyncpg.Connection) -> AsyncIterator[Hooks]:
    """Open the desk of an integrator of Gulou."""
    house.outgoing_allow = (LOCAL,)
    await appoint(house, tenant, WHO, Role.INTEGRATOR, GULOU)
    async with outgoing(house.outgoing_allow) as post:
        yield Hooks(house, tenant, owner, post, caller_of(house, Role.INTEGRATOR, GULOU, subject=WHO))


def key_of(payload: dict[str, Any]) -> UUID:
    return UUID(payload["webhook"]["id"].removeprefix("webhook_"))


def _talk(answers: Sequence[bytes], gate: asyncio.Event | None) -> Talk:
    asked = 0

    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        while True:
            await receiver.heard(reader)
            said = OK
            if message(receiver.requests[-1])["type"] != "PING":
                said = answers[min(asked, len(answers) - 1)]
                asked += 1
                if gate is not None:
                    await gate.wait()
            writer.write(said)
            await writer.drain()
            if not said or b"connection: close" in said:
                writer.close()
                return

    return talk


@asynccontextmanager
async def scripted(*answers: bytes, gate: asyncio.Event | None = None) -> AsyncIterator[Receiver]:
    """Run a receiver that answers one message after the other so, the last answer for ever, and test messages by 204.

    An empty answer ends the connection instead. Nothing is answered before the `gate` is open.
    """
    async with receiving(_talk(answers or (OK,), gate)) as receiver:
        yield receiver


def answer(status: int, *headers: str) -> bytes:
    """Write an answer without a body."""
    lines = [f"HTTP/1.1 {status} Whatever", "content-length: 0", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def message(request: tuple[str, bytes]) -> dict[str, Any]:
    """Read the body of a request."""
    body: dict[str, Any] = json.loads(request[1])
    return body


def headers(request: tuple[str, bytes]) -> dict[str, str]:
    """Read the headers of a request."""
    lines = request[0].split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}


def got(receiver: Receiver) -> list[tuple[str, bytes]]:
    """Give what a receiver got, test messages left out."""
    return [one for one in receiver.requests if message(one)["type"] != "PING"]


def ids(receiver: Receiver) -> list[str]:
    """Give the ids of the messages that a receiver got, in their order."""
    return [headers(one)["webhook-id"] for one in got(receiver)]


def most_awaited(numbers: Sequence[int]) -> int:
    """Give how many smaller numbers at most had not come yet when one came, where each is counted when it first came.

    One that is long on its way is overtaken by any number of others; but no more can be on their way than may be.
    """
    first = list(dict.fromkeys(numbers))
    return max((sum(other < one for other in first[place:]) for place, one in enumerate(first)), default=0)


def verifies(request: tuple[str, bytes], payload: dict[str, Any]) -> bool:
    """Tell whether a request is signed by the key that a payload showed."""
    said = headers(request)
    if payload["secret"] is not None:
        try:
            Webhook(payload["secret"]).verify(request[1], said)
        except WebhookVerificationError:
            return False
        return True
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(payload["publicKey"].removeprefix("whpk_")))
    signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + request[1]
    for one in said["webhook-signature"].split():
        version, _, signature = one.partition(",")
        try:
            if version == "v1a":
                public.verify(base64.b64decode(signature), signed)
                return True
        except InvalidSignature:
            continue
    return False
