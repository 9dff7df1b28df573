"""A server that keeps subscriptions open, with a relay beside it, and clients that speak to it by the bytes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import websockets
from joserfc.jwk import OKPKey
from sqlalchemy import insert

from alerts.outbox import announce_all
from alerts.relay import relay
from api.app import create_app
from api.identity import Identity
from api.ports import free_port
from api.serving import ready, server_of
from api.tokens.demo import demo_verifier, mint
from api.web.plain import plain_site
from policies.source import baseline
from records.access import role_assignment
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU, NOW, put_child

VILLAGE = 350102001001
HOST = "127.0.0.1"
KEY = OKPKey.generate_key("Ed25519", auto_kid=True)
WHO = "county@fujian"
ALERTS = "subscription($where: AlertWhere, $after: String) { alerts(where: $where, after: $after) { sequence kind } }"
Message = dict[str, Any]


@dataclass(frozen=True)
class Station:
    """The server with what it stands on; children are announced by `tell`."""

    house: House
    tenant: Tenant
    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/graphql"

    async def counted(self) -> list[str]:
        """Give the lines that Prometheus would read."""
        async with httpx2.AsyncClient() as client:
            return (await client.get(f"http://{HOST}:{self.port}/metrics")).text.splitlines()

    def token(self, subject: str = WHO, now: datetime = NOW) -> str:
        return mint(KEY, subject, tenant=self.tenant.code, now=now)

    async def assign(self, role: str, division: int | None, subject: str = WHO, **facts: Any) -> UUID:
        """Give a role to somebody."""
        row = {"id": uuid7(), "subject": subject, "role": role, "division": division}
        made = {"valid_from": NOW - timedelta(days=1), "granted_by": "test", "created_at": NOW}
        async with self.house.work(self.tenant, scope="{(,)}") as work:
            await work.run(insert(role_assignment).values(row | made | facts))
        return row["id"]  # type: ignore[return-value]

    async def tell(self, times: int = 1, division: int = VILLAGE) -> list[UUID]:
        """Announce so many children of a place, in one transaction."""
        async with self.house.work(self.tenant, scope="{(,)}") as work:
            keys = [await put_child(work, division=division) for _ in range(times)]
            await announce_all(work, "CHILD_REGISTERED", [(key, division) for key in keys], subject_kind="child")
        return keys


@asynccontextmanager
async def station(
    house: House, tenant: Tenant, *, assign: bool = True, nats_url: str | None = None
) -> AsyncIterator[Station]:
    """Serve a house on a port of this machine, with a relay, and with a county officer who may see."""

    def clock() -> datetime:
        return house.clock()  # a test may set another

    identity = Identity(house, demo_verifier(KEY, clock), baseline())
    app = create_app(house, identity, plain_site(house), nats_url=nats_url)
    port = free_port(HOST)
    server = server_of(app, host=HOST, port=port)
    serving, relaying = asyncio.create_task(server.serve()), asyncio.create_task(relay(house, nats_url=nats_url))
    try:
        await ready(server, serving)
        here = Station(house, tenant, port)
        if assign:
            await here.assign("COUNTY_OFFICER", GULOU)
        yield here
    finally:
        relaying.cancel()
        server.should_exit = True
        await asyncio.wait([relaying, serving])


@asynccontextmanager
async def socket(here: Station, token: str | None = None, *, init: bool = True) -> AsyncIterator["Client"]:
    """Open a WebSocket and begin, unless told not to."""
    options: dict[str, Any] = {"subprotocols": ["graphql-transport-ws"], "max_queue": 4}
    async with websockets.connect(f"ws://{HOST}:{here.port}/graphql", **options) as opened:
        client = Client(opened)
        if init:
            await client.send(type="connection_init", payload={"Authorization": f"Bearer {token or here.token()}"})
            assert await client.receive() == {"type": "connection_ack"}
        yield client


class Client:
    """One end of a socket."""

    def __init__(self, opened: Any) -> None:
        self.opened = opened

    async def send(self, **message: Any) -> None:
        await self.opened.send(json.dumps(message))

    async def receive(self, seconds: float = 10) -> Message:
        """Receive the next message; what only asks whether this end lives is answered."""
        while True:
            found: Message = json.loads(await asyncio.wait_for(self.opened.recv(), seconds))
            if found != {"type": "ping"}:
                return found
            await self.send(type="pong")

    async def subscribe(self, key: str = "1", query: str = ALERTS, **variables: Any) -> None:
        await self.send(id=key, type="subscribe", payload={"query": query, "variables": variables})

    async def alerts(self, count: int, key: str = "1") -> list[Message]:
        """Receive so many alerts of one subscription."""
        found: list[Message] = []
        while len(found) < count:
            message = await self.receive()
            assert (message["id"], message["type"]) == (key, "next"), message
            found.append(message["payload"]["data"]["alerts"])
        return found

    async def silent(self, seconds: float = 0.3) -> bool:
        try:
            await self.receive(seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, seconds: float = 10) -> tuple[int, str]:
        """Wait for the end and give its code and reason."""
        try:
            while True:
                await asyncio.wait_for(self.opened.recv(), seconds)
        except websockets.ConnectionClosed:
            return self.opened.close_code, self.opened.close_reason
