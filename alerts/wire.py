"""Events on their way between processes by NATS JetStream: numbers and places, never what happened to whom.

A message is a word about the log, not the log: who misses one, or is told of one that is sealed with another key,
reads the log. So the stream lives in NATS' memory, for minutes, and may be lost at any time.
"""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import astuple
from hashlib import sha256
from typing import Any

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import SecureConnWantedError
from nats.js.api import DeliverPolicy, Header, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import BadRequestError

from alerts.log import Event
from tenants.house import House

LOG = logging.getLogger("tonghu.wire")
SUBJECT = "tonghu.events"  # followed by the schema of a tenant
STREAM = StreamConfig(
    name="TONGHU_EVENTS",
    subjects=[f"{SUBJECT}.*"],
    storage=StorageType.MEMORY,
    max_age=600,
    max_bytes=64_000_000,
    duplicate_window=120,
)
SEAL = "Tonghu-Seal"
PATIENCE = 2.0  # seconds for an answer of NATS
BEAT = 2  # seconds between two questions whether the other side lives; two may stay without an answer


class _Client(Client):
    """A client that sends no password before the server encrypts, where the URL says `tls://`."""

    async def _process_info(self, info: dict[str, Any], initial_connection: bool = False) -> None:
        server = self._current_server
        if initial_connection and server and server.uri.scheme == "tls" and not info.get("tls_required"):
            raise SecureConnWantedError
        await super()._process_info(info, initial_connection)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[JetStreamContext, asyncio.Event]]:
    """Wait until NATS is there, see to the stream, and tell by the event when anything went wrong: begin anew then.

    `url` holds user, password or token; `tls://` encrypts; several servers stand between commas. Raises the client's
    errors.
    """
    lost, client = asyncio.Event(), _Client()

    async def gone(error: Exception | None = None) -> None:
        if not lost.is_set():
            LOG.warning("NATS 不可用 / NATS cannot be used: %s", type(error).__name__)
            lost.set()

    try:
        await client.connect(
            url.split(","),
            name="tonghu",
            allow_reconnect=False,  # consumer and stream may be gone with the server: all is made anew, in one way
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            connect_timeout=2,
            ping_interval=BEAT,
            error_cb=gone,
            closed_cb=gone,
        )
        lost.clear()  # tries that failed before
        stream = client.jetstream(timeout=PATIENCE)
        try:
            await stream.add_stream(STREAM)
        except BadRequestError:  # another release made it otherwise
            await stream.update_stream(STREAM)
        yield stream, lost
    finally:
        lost.set()
        with suppress(TimeoutError):  # after a handshake that failed it waits for ever
            async with asyncio.timeout(PATIENCE):
                await client.close()


def subject(schema: str) -> str:
    """Name where a tenant's events go."""
    return f"{SUBJECT}.{schema}"


def written(house: House, place: str, key: str, event: Event) -> tuple[bytes, dict[str, str]]:
    """Write an event for its subject `place`: the message and its headers; `key` tells a repetition."""
    body = orjson.dumps(astuple(event))
    return body, {Header.MSG_ID: key, SEAL: _seal(house, place, body)}


async def listen(house: House, stream: JetStreamContext, told: Callable[[str, Event], object]) -> None:
    """Have `told(schema, event)` hear of every event that is numbered from now on, in the order of the numbers."""

    async def heard(message: Msg) -> None:
        seal = (message.headers or {}).get(SEAL, "")
        if hmac.compare_digest(seal.encode(), _seal(house, message.subject, message.data).encode()):
            told(message.subject.removeprefix(f"{SUBJECT}."), Event(*orjson.loads(message.data)))

    await stream.subscribe(
        f"{SUBJECT}.*", stream=STREAM.name, cb=heard, ordered_consumer=True, deliver_policy=DeliverPolicy.NEW
    )


def _seal(house: House, place: str, body: bytes) -> str:
    return hmac.new(house.derived("events"), place.encode() + b" " + body, sha256).hexdigest()
