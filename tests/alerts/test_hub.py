"""The hub hands each event on from memory, and lets a tenant go that is closed."""

import asyncio
import logging
from collections.abc import Hashable
from dataclasses import dataclass, field

import asyncpg
import pytest

from alerts.hub import LOOK, Hub
from alerts.log import Event
from alerts.reader import UnavailableError
from tenants.errors import NotActive
from tenants.house import House
from tenants.registry import Tenant
from tests.alerts.test_sequence import number, told
from tests.support.places import open_house

CLOSE = "UPDATE platform.tenants SET status = $1 WHERE code = 'fujian'"


@dataclass(frozen=True)
class Numbers:
    """Shows the number of every event."""

    tenant: Tenant
    written: str = "%d"
    reads: list[tuple[int, int]] = field(default_factory=list)

    @property
    def source(self) -> Hashable:
        return self.tenant.schema

    @property
    def key(self) -> Hashable:
        return self.source, self.written

    def concerns(self, _event: Event) -> bool:
        return True

    async def read(self, after: int, upto: int) -> range:
        self.reads.append((after, upto))
        return range(after + 1, upto + 1)

    async def encode(self, found: range) -> list[tuple[int, bytes]]:
        return [(one, (self.written % one).encode()) for one in found]


async def test_the_log_of_a_closed_tenant_is_let_go_until_it_is_open_again(
    fresh_url: str, fujian: Tenant, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with open_house(fresh_url, fresh=0.2) as house:
        await _close_and_open(house, fujian, owner, caplog)


async def _close_and_open(
    house: House, fujian: Tenant, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    hub, stream = Hub(house), Numbers(fujian)
    try:
        reader = await hub.open(stream, None)
        await asyncio.sleep(0.1)
        await owner.execute(CLOSE, "SUSPENDED")
        with pytest.raises(UnavailableError):
            await asyncio.wait_for(reader.take(), 10)
        hub.leave(stream, reader)
        with pytest.raises(NotActive):
            await hub.open(stream, None)
        caplog.clear()
        await asyncio.sleep(3 * LOOK)
        assert caplog.records == []
        await owner.execute(CLOSE, "ACTIVE")
        await asyncio.sleep(0.3)
        reader = await hub.open(stream, None)
        await asyncio.sleep(0.1)
        await told(house, fujian, 2)
        await number(house, fujian)
        async with asyncio.timeout(10):
            assert [text for _, text in await reader.take()] == [b"1", b"2"]
        hub.leave(stream, reader)
    finally:
        await hub.close()


async def test_what_differs_in_how_it_is_written_is_read_once(house: House, fujian: Tenant) -> None:
    hub, reads = Hub(house), list[tuple[int, int]]()
    streams = [Numbers(fujian, f"{letter}%d", reads) for letter in "abcdefgh"]
    try:
        readers = [await hub.open(stream, None) for stream in streams]
        await asyncio.sleep(0.1)
        await told(house, fujian, 2)
        await number(house, fujian)
        async with asyncio.timeout(10):
            for reader, letter in zip(readers, "abcdefgh", strict=True):
                assert [text.decode() for _, text in await reader.take()] == [f"{letter}1", f"{letter}2"]
        assert reads == [(0, 2)]
    finally:
        await hub.close()
