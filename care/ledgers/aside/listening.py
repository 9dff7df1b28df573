"""The other end of the reading process: starts it, hears what it tells, and ends it."""

import asyncio
import sys
from asyncio import StreamReader
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from care.ledgers.aside.wire import LENGTH, Told, unpack
from care.ledgers.faults import FaultCode, LedgerError, fault
from care.ledgers.reading import Reading

_AHEAD = 1 << 20  # bytes told and not yet heard, about a thousand rows


@dataclass(frozen=True, slots=True)
class LedgerAside:
    """A ledger that another process reads: what it is, and its readings as they come."""

    told: Told
    chunks: AsyncIterator[list[Reading]]


@asynccontextmanager
async def read_aside(path: Path, *, today: date, year: int | None = None) -> AsyncIterator[LedgerAside]:
    """Open a ledger as `open_ledger` does, in a process of its own that ends with the context.

    Raises what `open_ledger` raises, and a LedgerError (READER_LOST) where the process itself comes to grief.
    """
    words = [str(path), today.isoformat(), *([str(year)] if year is not None else [])]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # the folder in which somebody stands is no place to take modules from
        *("-m", "care.ledgers.aside.process", *words),
        stdin=DEVNULL,
        stdout=PIPE,
        limit=_AHEAD,
        start_new_session=True,  # Ctrl-C is for who reads, who ends this
    )
    output = cast(StreamReader, process.stdout)
    try:
        yield LedgerAside(await _hear(output), _chunks(output))
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()  # what was told and not heard stands in the way of its end


async def _chunks(output: StreamReader) -> AsyncIterator[list[Reading]]:
    while chunk := await _hear(output):
        yield chunk


async def _hear(output: StreamReader) -> Any:
    try:
        (length,) = LENGTH.unpack(await output.readexactly(LENGTH.size))
        message = unpack(await output.readexactly(length))
    except asyncio.IncompleteReadError:
        raise LedgerError((fault(FaultCode.READER_LOST),)) from None
    if isinstance(message, Exception):
        raise message
    return message
