"""WebSockets at `/graphql` (graphql-transport-ws): one connection, any number of operations up to a limit."""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from alerts.reader import SlowError
from api import socket_messages as messages
from api.client import CLIENT
from api.frames import FRAMES, framed
from api.guard import sent_of
from api.identity import bearer
from api.socket_messages import PROTOCOL, InvalidError
from api.streams import Live, Streams, ended
from api.tokens.claims import UnauthenticatedError
from api.watch import Pass
from policies.caller import Caller
from policies.refusal import Refused
from schema.errors import UNAVAILABLE, fault

INIT = 3.0  # seconds in which the first message must come
BEAT = 25.0  # seconds between two pings
MOST = 20  # operations at once
TOGETHER = 50  # events that are written at once
GRACE = 5.0  # seconds that a close may take where the client reads slowly

BAD_MESSAGE, UNAUTHORIZED, FORBIDDEN, NO_PROTOCOL, TOO_LATE, DOUBLE, TOO_MANY = 4400, 4401, 4403, 4406, 4408, 4409, 4429
TRY_AGAIN, FAULT, RESTART = 1013, 1011, 1012


class _CloseError(Exception):
    """The connection is to be closed with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Socket:
    """One connection, from its opening to its end."""

    def __init__(self, streams: Streams, websocket: WebSocket) -> None:
        self._streams = streams
        self._websocket = websocket
        self._asked: Pass | None = None
        self._caller: Caller | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._answering: set[asyncio.Task[None]] = set()  # operations that are no subscription, or not yet
        self._closing: asyncio.Future[_CloseError] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Serve the connection until either side closes it."""
        if PROTOCOL not in self._websocket.scope.get("subprotocols", ()):
            await self._websocket.accept()
            await self._websocket.close(NO_PROTOCOL, "Subprotocol not acceptable")
            return
        await self._websocket.accept(subprotocol=PROTOCOL)
        self._streams.leaving.enter(self._restart)
        work: list[asyncio.Future[Any]] = [asyncio.create_task(self._listen()), asyncio.create_task(self._beat())]
        try:
            await asyncio.wait([*work, self._closing], return_when=asyncio.FIRST_COMPLETED)
            if self._closing.done():
                await self._close(self._closing.result())
        finally:
            self._streams.leaving.out(self._restart)
            if self._asked is not None:
                self._streams.watch.leave(self._asked, self._end)
            running: list[asyncio.Future[Any]] = [*work, *self._operations.values()]
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _close(self, why: _CloseError) -> None:
        """Say why and close; a client that takes nothing is not waited for."""
        with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            async with asyncio.timeout(GRACE):
                await self._websocket.close(why.code, why.reason)

    def _shut(self, code: int, reason: str) -> None:
        if not self._closing.done():
            self._closing.set_result(_CloseError(code, reason))

    def _end(self) -> None:
        self._shut(FORBIDDEN, "Forbidden")

    def _restart(self) -> None:
        """Close once what is being answered has been."""
        if self._answering:
            next(iter(self._answering)).add_done_callback(lambda _: self._restart())
        else:
            self._shut(RESTART, "Service restart")

    async def _listen(self) -> None:
        try:
            async with asyncio.timeout(INIT) as waiting:
                while True:
                    message = await self._websocket.receive()
                    if message["type"] == "websocket.disconnect":
                        return
                    said = messages.parsed(message)
                    if said["type"] == "connection_init":
                        waiting.reschedule(None)  # what follows is our own time
                    await self._take(said)
        except TimeoutError:
            self._shut(TOO_LATE, "Connection initialisation timeout")
        except InvalidError as error:
            self._shut(BAD_MESSAGE, f"Invalid message: {error}")
        except _CloseError as error:
            self._shut(error.code, error.reason)
        except (WebSocketDisconnect, RuntimeError):
            return
        except Exception as error:  # noqa: BLE001 (the last door)
            fault(error, "en")
            self._shut(FAULT, "Internal error")

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._begin(message.get("payload") or {})
            case "ping":
                await self._send(messages.pong(message.get("payload")))
            case "subscribe":
                self._subscribe(message["id"], message["payload"])
            case "complete":
                if task := self._operations.pop(message["id"], None):
                    task.cancel()

    async def _begin(self, payload: dict[str, Any]) -> None:
        if self._asked is not None:
            raise _CloseError(TOO_MANY, "Too many initialisation requests")
        given = {name.lower(): value for name, value in payload.items() if isinstance(value, str)}
        headers = self._websocket.headers

        def said(name: str) -> str | None:
            return given.get(name, headers.get(name))

        try:
            asked = Pass(bearer(said("authorization")), said("tonghu-role"), said("accept-language"), said(CLIENT))
            caller = await self._streams.watch.enter(asked, self._end)
        except (UnauthenticatedError, Refused) as error:
            raise _CloseError(FORBIDDEN, "Forbidden") from error
        except UNAVAILABLE as error:
            raise _CloseError(TRY_AGAIN, "The service is busy") from error
        self._asked, self._caller = asked, caller
        await self._send(messages.ack())

    def _subscribe(self, key: str, payload: dict[str, Any]) -> None:
        if self._caller is None:
            raise _CloseError(UNAUTHORIZED, "Unauthorized")
        if key in self._operations:
            raise _CloseError(DOUBLE, f"Subscriber for {key[:80]} already exists"[:120])
        if len(self._operations) >= MOST:
            raise _CloseError(TOO_MANY, f"Too many operations at once: {MOST} are allowed")
        task = self._operations[key] = asyncio.create_task(self._operate(key, payload, self._caller))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _operate(self, key: str, payload: dict[str, Any], caller: Caller) -> None:
        try:
            answer = await self._streams.answer(caller, sent_of(payload))
            if isinstance(answer, Live):
                self._answering.discard(self._operations[key])
                if self._streams.leaving.begun:
                    self._restart()
                await self._live(key, answer, caller)
            elif "data" in answer:
                await self._send(f"{messages.next_of(key)}{orjson.dumps(answer).decode()}}}")
                await self._last(key, messages.complete(key))
            else:
                await self._last(key, messages.error(key, answer["errors"]))
        except (WebSocketDisconnect, RuntimeError):
            return  # the client has gone; the one who listens ends the rest
        finally:
            if self._operations.get(key) is asyncio.current_task():
                del self._operations[key]

    async def _live(self, key: str, live: Live, caller: Caller) -> None:
        first = messages.next_of(key)
        head, send = first.encode(), self._websocket.scope["extensions"][FRAMES]
        live.reader.on_end = self._reader_ended
        try:
            while True:
                taken = await live.reader.take()
                for start in range(0, len(taken), TOGETHER):
                    await send(b"".join([framed(head, one) for _, one in taken[start : start + TOGETHER]]))
        except (WebSocketDisconnect, RuntimeError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever ended it, the client is told)
            await self._send(f"{first}{orjson.dumps({'errors': [ended(error, caller.language)]}).decode()}}}")
            await self._last(key, messages.complete(key))
        finally:
            self._streams.leave(live)

    def _reader_ended(self, error: Exception) -> None:
        """Cut off who reads too slowly: what is sent may wait for ever on such a socket."""
        if isinstance(error, SlowError):
            self._shut(TRY_AGAIN, "You read too slowly: go on from the last sequence that you got")

    async def _last(self, key: str, message: str) -> None:
        """Send an operation's last message; its id is free before the client can read that it is."""
        self._operations.pop(key, None)
        await self._send(message)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(RuntimeError, WebSocketDisconnect):
                await self._send(messages.ping())

    async def _send(self, text: str) -> None:
        await self._websocket.send_text(text)
