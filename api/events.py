"""Server-Sent Events at `/graphql` (graphql-sse, distinct connections): for clients that prefer them to JSON."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from alerts.reader import SlowError
from api import guard
from api.answers import HEADERS, refused
from api.client import CLIENT
from api.deadline import within
from api.failures import failed
from api.identity import bearer
from api.language import language, quality
from api.media import Media
from api.streams import AccessEndedError, Live, RestartError, Streams, ended
from api.watch import Pass
from policies.caller import Caller
from schema.request_id import numbered, request_id

EVENT_STREAM = "text/event-stream"
BEAT = 12.0  # seconds of silence after which a comment says that the stream lives
GRACE = 5.0  # seconds in which a client that reads too slowly may still take why it is cut off
_JSON = ("application/graphql-response+json", "application/json", "application/*", "*/*")


@lru_cache(maxsize=32)
def preferred(accept: str | None) -> bool:
    """Tell whether a client would rather have an event stream: it names it, and nothing of JSON before it.

    By quality first (RFC 9110, 12.5.1), by place where qualities are equal: clients that can read both list the one
    that they want first.
    """
    ranks: dict[str, tuple[float, int]] = {}
    for place, part in enumerate((accept or "").split(",")):
        kind, _, parameters = part.partition(";")
        wanted = quality(parameters)
        if wanted > 0:
            ranks.setdefault(kind.strip().lower(), (-wanted, place))
    streams = ranks.get(EVENT_STREAM)
    return streams is not None and all(streams < ranks[kind] for kind in _JSON if kind in ranks)


@dataclass(frozen=True)
class EventsDoor:
    """The door for event streams; errors before the stream begins are answered as JSON."""

    streams: Streams

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        tongue = language(request.headers.get("accept-language"))
        with numbered():
            try:
                return await self._answer(request)
            except Exception as error:  # noqa: BLE001 (the last door: whatever happened, the client gets an answer)
                return refused(failed(error, tongue), Media.JSON)

    async def _answer(self, request: Request) -> Response:
        headers = request.headers
        role, tongue = headers.get("tonghu-role"), headers.get("accept-language")
        asked = Pass(bearer(headers.get("authorization")), role, tongue, headers.get(CLIENT))
        over = _Over()
        caller = await self.streams.watch.enter(asked, over.end)
        try:
            by_address = request.method == "GET"
            pace = self.streams.pace
            sent = guard.queried(request) if by_address else await guard.posted(request, within=pace.body)
            last = headers.get("last-event-id")
            work = self.streams.answer(caller, sent, last, may_write=not by_address)
            answer = await within(None, request, work)  # its time is the streams' to keep
        except BaseException:
            self.streams.watch.leave(asked, over.end)
            raise
        events = _events(answer, caller, over, request_id())
        told = {"x-accel-buffering": "no", "x-request-id": request_id()}
        return _Stream(events, self._open(answer, asked, over), media_type=EVENT_STREAM, headers=HEADERS | told)

    @contextmanager
    def _open(self, answer: Live | dict[str, Any], asked: Pass, over: "_Over") -> Iterator[None]:
        """Keep a stream on all lists while it is sent; of one whose client left before it began nothing stays, too."""
        self.streams.leaving.enter(over.restart)
        try:
            with self.streams.telemetry.metrics.open("sse"):
                yield
        finally:
            self.streams.leaving.out(over.restart)
            self.streams.watch.leave(asked, over.end)
            if isinstance(answer, Live):
                self.streams.leave(answer)


async def _events(
    answer: Live | dict[str, Any], caller: Caller, over: "_Over", number: str
) -> AsyncGenerator[bytes, None]:
    try:
        yield b":\n\n"
        if isinstance(answer, Live):
            async for events in _live(answer, over):
                yield events
        else:
            yield _next(orjson.dumps(answer))
    except Exception as error:  # noqa: BLE001 (the status has left already: the stream itself says why it ends)
        with numbered(number):
            last = {"errors": [ended(error, caller.language)]}
        yield _next(orjson.dumps(last))
    yield b"event: complete\ndata:\n\n"


class _Stream(StreamingResponse):
    """A response whose iterator comes to its end with it, also where the client went away; `opened` lasts as long."""

    def __init__(self, events: AsyncGenerator[bytes, None], opened: AbstractContextManager[None], **told: Any) -> None:
        super().__init__(events, **told)
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._opened:
            try:
                await super().__call__(scope, receive, send)
            finally:
                if isinstance(self.body_iterator, AsyncGenerator):
                    await self.body_iterator.aclose()


@dataclass(eq=False)
class _Over:
    """Ends a stream from outside: its access is over, or the process takes its leave."""

    live: Live | None = None
    why: Exception | None = None

    def end(self) -> None:
        self._end(AccessEndedError())

    def restart(self) -> None:
        self._end(RestartError())

    def _end(self, why: Exception) -> None:
        self.why = why
        if self.live is not None:
            self.live.reader.end(why)


async def _live(live: Live, over: _Over) -> AsyncIterator[bytes]:
    over.live = live
    if over.why is not None:
        raise over.why
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def cut(error: Exception) -> None:
        # A client that takes nothing keeps this task where it sends: the connection goes, and the client resumes.
        if isinstance(error, SlowError) and task is not None:
            loop.call_later(GRACE, task.cancel)

    live.reader.on_end = cut
    while True:
        try:
            async with asyncio.timeout(BEAT):
                taken = await live.reader.take()
        except TimeoutError:
            yield b":\n\n"
            continue
        yield b"".join(_next(payload, sequence) for sequence, payload in taken)


def _next(payload: bytes, sequence: int | None = None) -> bytes:
    """Frame an event; JSON as orjson writes it has no line end in it."""
    name = b"" if sequence is None else b"id: %d\n" % sequence
    return b"%sevent: next\ndata: %s\n\n" % (name, payload)
