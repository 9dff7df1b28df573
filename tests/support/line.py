"""A TCP line to a port of this machine that can be cut, as a phone loses its network, and mended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from api.ports import free_port

HOST = "127.0.0.1"


class Line:
    """The line: `port` is this end."""

    def __init__(self, to: int) -> None:
        self.port = free_port(HOST)
        self._to = to
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        """Let connections through, from now on."""
        self._server = await asyncio.start_server(self._carry, HOST, self.port)

    async def cut(self) -> None:
        """Break every connection, and let none in."""
        if self._server is not None:
            self._server.close()
        for end in list(self._open):
            end.transport.abort()
        self._server = None

    async def _carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far_in, far_out = await asyncio.open_connection(HOST, self._to)
        ends = {near_out, far_out}
        self._open |= ends
        try:
            await asyncio.gather(_pump(near_in, far_out), _pump(far_in, near_out))
        finally:
            self._open -= ends
            for end in ends:
                end.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(65_536):
            sink.write(block)
            await sink.drain()
    with suppress(OSError):
        sink.write_eof()


@asynccontextmanager
async def line(to: int) -> AsyncIterator[Line]:
    """Lay a line to a port."""
    laid = Line(to)
    await laid.mend()
    try:
        yield laid
    finally:
        await laid.cut()
