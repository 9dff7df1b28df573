"""Who reads alerts of several nodes over either transport, and goes on at the next one when a stream ends."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx2
import websockets

from tests.support.streaming import Client

QUERY = "subscription($after: String) { alerts(after: $after) { sequence kind subject { id } } }"
HOST = "127.0.0.1"
SSE = "text/event-stream"
# What a client meets where a process or the database went away: it comes again. Everything else is a fault.
PASSING = {"UNAVAILABLE", "TIMEOUT"}


class EndedError(Exception):
    """The stream ended with an error of GraphQL."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.codes = {error["extensions"]["code"] for error in errors}


@dataclass(eq=False)
class Subscriber:
    """Somebody who reads: `got` is what came, number and subject, in the order in which it came."""

    token: str
    socket: bool
    nodes: Sequence[int]  # ports, in the order in which they are asked
    got: list[tuple[int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    broken: Exception | None = None  # what it cannot read
    begins: int = 0
    _asked: int = 0

    async def run(self) -> None:
        """Read for ever."""
        while True:
            try:
                async with aclosing(self._over_socket() if self.socket else self._over_stream()) as answers:
                    async for answer in answers:
                        self._take(answer)
            except EndedError as error:
                self.faults += error.codes - PASSING
            except (OSError, TimeoutError, httpx2.HTTPError, websockets.WebSocketException):
                pass
            except Exception as error:
                self.broken = error
                raise
            await asyncio.sleep(0.1)

    def _next(self) -> str:
        self._asked += 1
        return f"{HOST}:{self.nodes[self._asked % len(self.nodes)]}/graphql"

    @property
    def _after(self) -> str:
        return str(self.got[-1][0] if self.got else 0)

    def _take(self, answer: dict[str, Any]) -> None:
        if errors := answer.get("errors"):
            raise EndedError(errors)
        alert = answer["data"]["alerts"]
        self.got.append((int(alert["sequence"]), alert["subject"]["id"]))

    async def _over_socket(self) -> AsyncGenerator[dict[str, Any]]:
        address, kinds = f"ws://{self._next()}", [websockets.Subprotocol("graphql-transport-ws")]
        async with websockets.connect(address, subprotocols=kinds, proxy=None, open_timeout=5) as opened:
            client = Client(opened)
            await client.send(type="connection_init", payload={"Authorization": f"Bearer {self.token}"})
            assert await client.receive() == {"type": "connection_ack"}
            await client.subscribe("1", QUERY, after=self._after)
            self.begins += 1
            while True:
                message = await client.receive(60)
                if message["type"] == "complete":
                    return
                told = message["payload"]
                yield {"errors": told} if message["type"] == "error" else told

    async def _over_stream(self) -> AsyncGenerator[dict[str, Any]]:
        headers = {"authorization": f"Bearer {self.token}", "accept": SSE, "last-event-id": self._after}
        address = f"http://{self._next()}"
        async with (
            httpx2.AsyncClient(timeout=60, trust_env=False) as client,
            client.stream("POST", address, json={"query": QUERY}, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise EndedError(json.loads(await response.aread())["errors"])
            self.begins += 1
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))
