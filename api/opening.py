"""How a command gets to its data: the database of `TONGHU_DATABASE_URL`, or the embedded server of the data folder."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from api.master_keys import master_key, new_master_key
from settings import Settings
from tenants.errors import TenancyError
from tenants.house import House
from tenants.registry import Tenant

if TYPE_CHECKING:
    from jobs.beside import Told


@dataclass(frozen=True)
class Opened:
    """What a command works on: the settings, the database (as its owner), and the master key.

    `new_master_key` is the one that is to follow it, while it is being replaced.
    """

    settings: Settings
    url: str = field(repr=False)
    master_key: bytes = field(repr=False)
    new_master_key: bytes | None = field(default=None, repr=False)


def settings_of(data_dir: Path | None) -> Settings:
    """Read the settings; a data folder that was named goes before `TONGHU_DATA_DIR`."""
    return Settings() if data_dir is None else Settings(data_dir=data_dir)


@contextmanager
def opened(data_dir: Path | None) -> Iterator[Opened]:
    """Open the database for one command; an embedded server is started, or joined where one runs, and left again."""
    settings = settings_of(data_dir)
    if not gc.isenabled():  # `api.cli` switched it off for the loading of the command, which is no garbage
        gc.freeze()
        gc.enable()
    if settings.database_url is not None:
        yield _opened(settings, settings.database_url.get_secret_value())
        return
    from tenants import embedded

    server = embedded.start(settings.data_dir)
    try:
        yield _opened(settings, server.dsn)
    finally:
        embedded.stop(server)


PATIENCE = 1.0  # seconds that a request waits for a connection; its client may come again


@asynccontextmanager
async def house(place: Opened, *, answer: float | None = None) -> AsyncIterator[House]:
    """Open the house on a database that is migrated. Raises `NotMigrated`, `WrongMasterKey`.

    `answer`: the seconds in which a door that serves has to answer; work that nobody waits for takes the time it needs.
    """
    settings = place.settings
    hurry = {} if answer is None else {"pool_wait": PATIENCE, "deadline": answer}
    opened_house = await House.open(
        database_url=place.url,
        master_key=place.master_key,
        new_master_key=place.new_master_key,
        cipher=settings.cipher,
        clock=settings.clock(),
        pool_size=settings.pool_size,
        pool_idle=settings.pool_idle,
        reveals_per_day=settings.reveals_per_day,
        outgoing_allow=settings.outgoing_allow,
        **hurry,
    )
    async with opened_house:
        yield opened_house


@asynccontextmanager
async def at_work(place: Opened, opened_house: House, told: "Told | None" = None) -> AsyncIterator[None]:
    """Do what a worker does on the database of a command while the block lasts; `told` as `jobs.working` has it.

    All messages to phones go out by one client.
    """
    from alerts.outgoing import outgoing
    from jobs.kinds import rounds
    from jobs.texting import messages
    from jobs.wanted import Opening, openings
    from jobs.working import working

    opening = Opening(place.url, place.master_key, place.settings.cipher)
    async with (
        outgoing(opened_house.outgoing_allow) as post,
        working(opened_house, rounds() + messages(post) + openings(opening), told),
    ):
        yield


async def tenant_of(opened_house: House, code: str) -> Tenant:
    """Give the tenant that a command names. Raises `TenancyError`."""
    found = await opened_house.tenant(code)
    if found is None:
        raise TenancyError(f"没有租户 {code}", f"there is no tenant {code}")
    return found


def _opened(settings: Settings, url: str) -> Opened:
    return Opened(settings, url, master_key(settings), new_master_key(settings))
