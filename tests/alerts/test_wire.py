"""Events travel by NATS where there is one: at once while it lives, else no later than the log is looked at."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from ssl import SSLCertVerificationError
from uuid import uuid4

import asyncpg
import pytest
from nats.errors import Error, SecureConnWantedError

from alerts import wire
from alerts.hub import LOOK
from alerts.log import Event
from tenants.house import House
from tenants.registry import Tenant
from tests.support.certificates import certificate
from tests.support.children import ROOT
from tests.support.nats import HOST, Nats, nats
from tests.support.places import open_house
from tests.support.streaming import VILLAGE, Client, Station, socket, station

pytestmark = pytest.mark.debian
LISTENERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN tonghu_events%' AND datname = current_database()"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Nats]:
    with nats(tmp_path) as made:
        yield made


@asynccontextmanager
async def subscribed(house: House, tenant: Tenant, url: str) -> AsyncIterator[tuple[Station, Client]]:
    async with station(house, tenant, nats_url=url) as here, socket(here) as client:
        await client.subscribe(after="0")
        await asyncio.sleep(1)
        yield here, client


async def delays(here: Station, client: Client, times: int = 7) -> list[float]:
    """Give the seconds from a commit to the socket, sorted; the numbers come one after the other."""
    found = []
    for _ in range(times):
        await here.tell()
        began = time.monotonic()
        await client.alerts(1)
        found.append(time.monotonic() - began)
        await asyncio.sleep(0.05)
    return sorted(found)


async def until_quick(here: Station, client: Client) -> int:
    """Tell events until they come at once; gives how many that took."""
    for told in range(1, 60):
        if (await delays(here, client, 1))[0] < LOOK / 10:
            return told
    raise AssertionError("events do not come by NATS")


async def test_events_come_at_once_and_nobody_listens_at_postgres(
    house: House, fujian: Tenant, owner: asyncpg.Connection, server: Nats
) -> None:
    server.start()
    async with subscribed(house, fujian, server.url) as (here, client):
        assert (await delays(here, client))[3] < LOOK / 4
        assert await owner.fetchval(LISTENERS) == 0


async def test_without_nats_at_the_start_the_log_is_looked_at_and_then_it_is_joined(
    house: House, fujian: Tenant, server: Nats
) -> None:
    async with subscribed(house, fujian, server.url) as (here, client):
        assert (await delays(here, client, 3))[-1] < LOOK + 1
        server.start()
        await until_quick(here, client)


@pytest.mark.parametrize("lose", [False, True], ids=["kept", "lost"])
async def test_a_killed_nats_loses_nothing_and_is_joined_again(
    house: House, fujian: Tenant, server: Nats, lose: bool
) -> None:
    server.start()
    async with subscribed(house, fujian, server.url) as (here, client), socket(here) as witness:
        await witness.subscribe(after="0")
        told = await until_quick(here, client)
        server.kill(lose=lose)
        assert (await delays(here, client, 3))[-1] < LOOK + 1
        server.start()
        told += 3 + await until_quick(here, client)
        got = [int(one["sequence"]) for one in await witness.alerts(told)]
        assert got == list(range(1, told + 1))


async def test_every_node_hears_what_one_of_them_numbers(
    house: House, fujian: Tenant, fresh_url: str, server: Nats
) -> None:
    server.start()
    async with (
        open_house(fresh_url) as other,
        subscribed(house, fujian, server.url) as (here, client),
        station(other, fujian, assign=False, nats_url=server.url) as there,
        socket(there) as far,
    ):
        await far.subscribe(after="0")
        await asyncio.sleep(1)
        assert (await delays(here, client))[3] < LOOK / 4
        assert [int(one["sequence"]) for one in await far.alerts(7)] == list(range(1, 8))


async def test_what_others_say_is_not_believed(house: House, fujian: Tenant, server: Nats) -> None:
    """A number that was never given would have the hub pass over those that are given later."""
    server.start()
    async with (
        subscribed(house, fujian, server.url) as (here, client),
        wire.connected(server.url) as (stream, _),
    ):
        place, event = wire.subject(fujian.schema), Event(1, "child", VILLAGE)
        body, headers = wire.written(house, place, str(uuid4()), event)
        for told, sealed in (
            (body, {}),
            (body, {wire.SEAL: "0" * 64}),
            (body.replace(b"[1,", b"[5,"), headers),
            (b"nonsense", {wire.SEAL: "é"}),
        ):
            await stream.publish(place, told, headers=sealed)
        await stream.publish(wire.subject("t_jilin"), body, headers=headers)
        await delays(here, client, 3)
        assert await client.silent()


async def test_a_word_repeated_is_kept_once(house: House, fujian: Tenant, server: Nats) -> None:
    server.start()
    async with wire.connected(server.url) as (stream, _):
        place = wire.subject(fujian.schema)
        body, headers = wire.written(house, place, str(uuid4()), Event(1, "child", VILLAGE))
        answers = [await stream.publish(place, body, headers=headers) for _ in range(2)]
        assert [answer.duplicate for answer in answers] == [None, True]


async def test_the_url_brings_the_password_and_tls_as_the_guide_says(
    house: House, fujian: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, cert = certificate(tmp_path, HOST)
    guide = (ROOT / "docs" / "operators.md").read_text("utf-8")
    config = guide.partition("# nats.conf\n")[2].partition("```")[0]
    for written, meant in (("server.pem", str(cert)), ("server.key", str(key)), ('listen: "0.0.0.0:4222"\n', "")):
        assert written in config
        config = config.replace(written, meant)
    (tmp_path / "nats.conf").write_text(config)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with nats(tmp_path, "--config", str(tmp_path / "nats.conf")) as server:
        server.start()
        url = f"tls://tonghu:PASSWORD@{HOST}:{server.port}"
        async with subscribed(house, fujian, url) as (here, client):
            await until_quick(here, client)
        with pytest.raises(Error, match=r"(?i)authorization"):
            async with wire.connected(url.replace("PASSWORD", "wrong")):
                pass
        monkeypatch.delenv("SSL_CERT_FILE")  # nobody knows who signed the certificate
        with pytest.raises(SSLCertVerificationError):
            async with wire.connected(url):
                pass


async def test_no_password_is_sent_to_a_server_that_does_not_encrypt(server: Nats) -> None:
    server.start()
    with pytest.raises(SecureConnWantedError):
        async with wire.connected(server.url.replace("nats://", "tls://tonghu:PASSWORD@")):
            pass
