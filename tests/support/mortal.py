"""A database server of a test's own, over TCP, that may be killed and is started again with what it said yes to."""

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from api.ports import free_port
from records.codes import Role
from tenants import embedded
from tests.support.children import eventually
from tests.support.fleet import HOST
from tests.support.places import open_house, settle
from tests.support.scratch import scratch
from tests.support.serving import appoint

PROVINCES = {"fujian": 35, "jilin": 22, "shanxi": 14, "yunnan": 53}
KEPT = {"synchronous_commit": "on"}  # a throwaway server may forget what it said yes to when it is killed


class Mortal:
    """The server of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._port = folder, free_port(HOST)
        self._shares: list[embedded.Server] = []
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://tonghu:{self._shares[0].password}@{HOST}:{self._port}/tonghu"

    def start(self) -> None:
        self._shares.append(embedded.start(self.folder, throwaway=True, settings=KEPT, tcp_port=self._port))

    def kill(self) -> None:
        os.kill(self._shares[-1].pid, signal.SIGKILL)

    def stop(self) -> None:
        for share in self._shares:
            embedded.stop(share)


def counties(tenant: str) -> tuple[int, int]:
    """Give two counties of a tenant."""
    city = PROVINCES[tenant] * 10**10 + 10**8
    return city + 2 * 10**6, city + 3 * 10**6


async def _place(url: str, tenants: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for tenant in tenants:
            county = counties(tenant)
            province, city = county[0] // 10**10 * 10**10, county[0] // 10**8 * 10**8
            rows = [(city, "PREFECTURE", province), *((one, "COUNTY", city) for one in county)]
            await connection.executemany(
                "INSERT INTO platform.divisions (code, name, level, parent, source, verified)"
                " VALUES ($1, $1::bigint::text, $2, $3, 'test', true) ON CONFLICT DO NOTHING",
                rows,
            )
    finally:
        await connection.close()


@asynccontextmanager
async def mortal(people: Mapping[str, tuple[Role, int]]) -> AsyncIterator[Mortal]:
    """Make such a server with the tenants of these people, by subject, each with a role at a place."""
    folder = Path(tempfile.mkdtemp(prefix="tg-", dir=scratch()))
    server = Mortal(folder)
    try:
        tenants = sorted({subject.partition("@")[2] for subject in people})
        await settle(server.url, tenants)
        await _place(server.url, tenants)
        async with open_house(server.url) as house:
            for subject, (role, place) in people.items():
                tenant = await house.tenant(subject.partition("@")[2])
                assert tenant is not None
                await appoint(house, tenant, subject, role, place)
        yield server
    finally:
        server.stop()
        gone = eventually(lambda: not embedded.status(folder).running)
        shutil.rmtree(folder)
        assert gone, "a share in the server was not given back"
