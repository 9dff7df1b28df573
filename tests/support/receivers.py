"""Servers of the other side, told byte by byte: what they answer, and what they were sent."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Talk = Callable[["Receiver", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Receiver:
    """A server on 127.0.0.1: its port, each request's head and body, and how many connections were made."""

    port: int = 0
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def heard(self, reader: asyncio.StreamReader) -> None:
        """Read one request; raises IncompleteReadError where none follows."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(line for line in head.splitlines() if line.lower().startswith("content-length:"))
        self.requests.append((head, await reader.readexactly(int(length.split(":")[1]))))


def answering(answer: bytes) -> Talk:
    """Answer every request with these bytes, on a connection that is kept."""

    async def talk(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await receiver.heard(reader)
            writer.write(answer)
            await writer.drain()

    return talk


@asynccontextmanager
async def receiving(talk: Talk, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Run a server that holds this talk on every connection."""
    receiver = Receiver()
    talks: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        receiver.connections += 1
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await talk(receiver, reader, writer)
        writer.close()
        with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
            await writer.wait_closed()

    server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks)
