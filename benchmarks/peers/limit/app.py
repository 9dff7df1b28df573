"""The limit: a bare ASGI app that sends the JSON that hand-written SQL makes, on the platform's own tables and indexes.

It knows no GraphQL, no caller and no policy: of a request it reads the operation's name and the variables.
"""

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import asyncpg
import orjson

CONNECTIONS = int(os.environ["PEERS_CONNECTIONS"])
SQL = {
    file.stem: file.read_text("utf-8").replace("tenant.", f"{os.environ['PEERS_SCHEMA']}.")
    for file in Path(__file__).parent.glob("*.sql")
}

Message = MutableMapping[str, Any]


def _key(text: str) -> str:
    return text.partition("_")[2]


def _visit(variables: dict[str, Any]) -> list[Any]:
    given = variables["input"]
    return [_key(given["childIds"][0]), given["mode"], given["occurredAt"], given["problems"], given["solutions"]]


ARGUMENTS: dict[str, Callable[[dict[str, Any]], list[Any]]] = {
    "w1": lambda variables: [_key(variables["id"])],
    "w2": lambda variables: [int(variables["division"])],
    "w3": lambda variables: [int(variables["division"])],
    "w4": lambda variables: [int(variables["division"])],
    "w5": _visit,
}


class Connections:
    """A free list of connections; whoever finds none waits."""

    def __init__(self) -> None:
        self.free: deque[asyncpg.Connection] = deque()
        self.waiting: deque[asyncio.Future[asyncpg.Connection]] = deque()

    async def open(self) -> None:
        """Open them all."""
        for _ in range(CONNECTIONS):
            settings = {"timezone": "UTC"}
            self.free.append(await asyncpg.connect(os.environ["PEERS_URL"], server_settings=settings))

    async def take(self) -> asyncpg.Connection:
        """Take one."""
        if self.free:
            return self.free.pop()
        waiter: asyncio.Future[asyncpg.Connection] = asyncio.get_running_loop().create_future()
        self.waiting.append(waiter)
        return await waiter

    def give(self, connection: asyncpg.Connection) -> None:
        """Give it back."""
        if self.waiting:
            self.waiting.popleft().set_result(connection)
        else:
            self.free.append(connection)


connections = Connections()


async def app(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Answer one request."""
    if scope["type"] == "lifespan":
        await connections.open()
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
    message = await receive()
    body: bytes = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    asked = orjson.loads(body)
    name = asked["operationName"].lower()
    connection = await connections.take()
    try:
        answer: bytes = await connection.fetchval(SQL[name], *ARGUMENTS[name](asked["variables"]))
    finally:
        connections.give(connection)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
