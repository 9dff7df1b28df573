"""The hub of a process: reads each tenant's log once and hands events to all who subscribed, in order, from memory.

Subscriptions whose streams are equal (`Stream.key`) are a group: an event is encoded once for all of them. Groups that
differ only in how they write what they show (`Stream.source`) are read for together. A relay's
word wakes the hub: by Postgres, which is then read, or by NATS, which tells of the events themselves. Where nothing was
heard for a second, or something between is missing, the log is read.
"""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Hashable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from alerts import log
from alerts.heard import Heard
from alerts.log import Event
from alerts.reader import Reader, UnavailableError
from tenants.errors import NotActive
from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.hub")
T = TypeVar("T")
LOOK = 1.0  # seconds between two looks at a log of which nothing was heard
AGAIN = 1.0  # seconds before it tries to hear again
PART = 1_000  # numbers of a log that are gone through at a time
ABREAST = 4  # statements that encode for one tenant at once
PATIENCE = 10.0  # seconds that reading or encoding a part may take
TRIES = 3


class GapError(Exception):
    """The log does not reach back to where a reader would go on, or never came that far."""


class Stream(Protocol):
    """What is subscribed to: equal keys, equal answers."""

    @property
    def source(self) -> Hashable:
        """What two subscriptions have in common that read the same."""

    @property
    def key(self) -> Hashable:
        """What two subscriptions have in common that get the same bytes."""

    @property
    def tenant(self) -> Tenant:
        """Whose log it is."""

    def concerns(self, event: Event) -> bool:
        """Tell whether an event may show in it; in doubt it may."""

    async def read(self, after: int, upto: int) -> Any:
        """Read what of a part of the log shows, for every stream of the same source."""

    async def encode(self, found: Any) -> list[tuple[int, bytes]]:
        """Give what was read, by number, as the message is to be sent."""


class _Reads:
    """What is read of a part of the log, once for each source; `end` stops what nobody waits for any more."""

    def __init__(self) -> None:
        self._found: dict[Hashable, asyncio.Task[Any]] = {}

    async def of(self, stream: Stream, after: int, upto: int) -> Any:
        key = (stream.source, after, upto)
        task = self._found.get(key)
        if task is None:
            task = self._found[key] = asyncio.create_task(stream.read(after, upto))
        return await asyncio.shield(task)

    async def end(self) -> None:
        for task in self._found.values():
            task.cancel()
        await asyncio.gather(*self._found.values(), return_exceptions=True)


class _Group:
    """Readers of equal streams; `at` is the number up to which all of them were served."""

    def __init__(self, stream: Stream, at: int) -> None:
        self.stream = stream
        self.at = at
        self.readers: set[Reader] = set()
        self._failed = 0

    async def serve(self, events: Sequence[Event], after: int, upto: int, reads: _Reads) -> None:
        """Hand on what shows of the events after `after`, which are all up to `upto`."""
        behind = self.at < after
        if behind or any(self.stream.concerns(one) for one in events if one.sequence > self.at):
            try:
                async with asyncio.timeout(PATIENCE):
                    found = await self.stream.encode(await reads.of(self.stream, self.at, upto))
            except Exception as error:  # noqa: BLE001 (one stream's trouble must not stop the others)
                self._failed += 1
                LOG.warning("a stream could not be encoded: %s", type(error).__name__)
                if self._failed >= TRIES:
                    for reader in self.readers:
                        reader.end(UnavailableError())
                return
            for sequence, payload in found:
                for reader in self.readers:
                    reader.give(sequence, payload)
        self._failed = 0
        self.at = upto


class _Feed:
    """One tenant's log, gone through for its groups."""

    def __init__(self, house: House, tenant: Tenant, at: int) -> None:
        self.at = at
        self.over = False
        self.groups: dict[Hashable, _Group] = {}
        self.news = asyncio.Event()
        self._heard = Heard()
        self._house, self._tenant = house, tenant
        self._abreast = asyncio.Semaphore(ABREAST)

    def hear(self, event: Event) -> None:
        """Take what a relay numbered."""
        if event.sequence > self.at and self._heard.take(event):
            self.news.set()

    async def run(self) -> None:
        """Go on until the tenant is closed; its readers come to their end then."""
        while True:
            self.news.clear()
            try:
                await self._go_on()
            except NotActive:
                self.over = True
                for reader in [one for group in self.groups.values() for one in group.readers]:
                    reader.end(UnavailableError())
                return
            except Exception as error:  # noqa: BLE001 (a feed that ended would leave its readers in silence)
                LOG.warning("a log could not be read: %s", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self.news.wait()

    async def _go_on(self) -> None:
        heard = self._heard.after(self.at)
        given = heard[-1].sequence if heard else (await self._read(log.ends(self._house, self._tenant))).given
        while self.at < given or any(group.at < self.at for group in self.groups.values()):
            after, upto = self.at, min(self.at + PART, given)
            found = heard
            if upto > after and not heard:
                found = await self._read(log.events(self._house, self._tenant, after, upto))
            reads, groups = _Reads(), list(self.groups.values())
            try:
                await asyncio.gather(*(self._serve(group, found, after, upto, reads) for group in groups))
            finally:
                await reads.end()
            self.at = upto
            if upto == after:
                break

    async def _read(self, asked: Awaitable[T]) -> T:
        async with asyncio.timeout(PATIENCE):
            return await asked

    async def _serve(self, group: _Group, events: Sequence[Event], after: int, upto: int, reads: _Reads) -> None:
        async with self._abreast:
            await group.serve(events, after, upto, reads)
        await asyncio.sleep(0)  # what was read for another group is at hand: the sockets must have their turns, too


class Hub:
    """Opens subscriptions and closes them; `close` ends the hub's own work.

    `open_now` counts those that are open, `dropped` those that were ended since their readers were too slow.
    """

    def __init__(self, house: House, nats_url: str | None = None) -> None:
        self._house, self._nats_url = house, nats_url
        self._feeds: dict[str, _Feed] = {}
        self._opening = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening = False
        self.open_now = self.dropped = 0

    async def open(self, stream: Stream, after: int | None) -> Reader:
        """Give a reader of a stream that begins after a number, or with what is numbered from now on.

        Raises `GapError` when the log does not hold what would follow that number, and as `House.read` does.
        """
        ends = await log.ends(self._house, stream.tenant)
        start = ends.given if after is None else after
        if not ends.dropped <= start <= ends.given:
            raise GapError
        async with self._opening:
            feed = self._feeds.get(stream.tenant.schema)
            if feed is None or feed.over:
                feed = self._feeds[stream.tenant.schema] = _Feed(self._house, stream.tenant, ends.given)
                self._begin(feed.run())
            if not self._listening:
                self._listening = True
                self._begin(self._listen())
        reader = Reader(start)
        self.open_now += 1
        self._begin(self._join(feed, stream, reader))
        return reader

    def leave(self, stream: Stream, reader: Reader) -> None:
        """Forget a reader."""
        reader.end(UnavailableError())
        self.open_now -= 1
        self.dropped += reader.slow
        feed = self._feeds.get(stream.tenant.schema)
        group = feed.groups.get(stream.key) if feed else None
        if feed and group:
            group.readers.discard(reader)
            if not group.readers:
                del feed.groups[stream.key]

    async def close(self) -> None:
        """End the hub's own work."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _join(self, feed: _Feed, stream: Stream, reader: Reader) -> None:
        """Bring a reader to where its group is, as fast as it takes what it missed, and let it go on with the group."""
        at = reader.at
        try:
            while not reader.over:
                if feed.over:
                    raise UnavailableError
                group = feed.groups.get(stream.key)
                here = group.at if group else feed.at
                if at >= here:
                    group = feed.groups.setdefault(stream.key, group or _Group(stream, here))
                    group.readers.add(reader)
                    return
                upto = min(at + PART, here)
                for sequence, payload in await stream.encode(await stream.read(at, upto)):
                    await reader.room()
                    reader.give(sequence, payload)
                at = upto
        except Exception as error:  # noqa: BLE001 (it ends the one subscription, which is told)
            LOG.warning("a stream could not be resumed: %s", type(error).__name__)
            reader.end(UnavailableError())

    async def _listen(self) -> None:
        """Hear of tenants with new events, for ever; after each time that it could not, all are looked at."""
        while True:
            try:
                await (self._hear_postgres() if self._nats_url is None else self._hear_nats(self._nats_url))
            except Exception as error:  # noqa: BLE001 (whatever it was, it is tried again; meanwhile the logs are looked at)
                LOG.warning("the hub hears nothing: %s", type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _hear_postgres(self) -> None:
        connection = await self._house.apart()
        try:
            await connection.add_listener(log.CHANNEL, self._woken)
            self._look()
            while True:
                await asyncio.sleep(LOOK)
                await connection.execute("SELECT 1", timeout=LOOK)
        finally:
            connection.terminate()

    def _woken(self, _connection: object, _pid: int, _channel: str, schema: object) -> None:
        if feed := self._feeds.get(str(schema)):
            feed.news.set()

    async def _hear_nats(self, url: str) -> None:
        from alerts import wire  # the client of NATS takes 2 MB

        async with wire.connected(url) as (stream, lost):
            await wire.listen(self._house, stream, self._told)
            self._look()
            await lost.wait()

    def _told(self, schema: str, event: Event) -> None:
        if feed := self._feeds.get(schema):
            feed.hear(event)

    def _look(self) -> None:
        for feed in self._feeds.values():
            feed.news.set()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
