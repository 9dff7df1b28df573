"""How a command gets to its data: the database of `TONGHU_DATABASE_URL`, or the embedded server of the data folder."""

import base64
import binascii
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from settings import Settings
from tenants.errors import TenancyError, WrongMasterKey
from tenants.house import House
from tenants.registry import Tenant
from tenants.vault import SECRET_SIZE

DataDir = Annotated[
    Path | None, Parameter(name="--data-dir", help="数据目录 / Data folder (default: TONGHU_DATA_DIR or the user's)")
]

KEY_FILE = "master.key"


@dataclass(frozen=True)
class Opened:
    """What a command works on: the settings, the database (as its owner), and the master key."""

    settings: Settings
    url: str = field(repr=False)
    master_key: bytes = field(repr=False)


def settings_of(data_dir: Path | None) -> Settings:
    """Read the settings; a data folder that was named goes before `TONGHU_DATA_DIR`."""
    return Settings() if data_dir is None else Settings(data_dir=data_dir)


@contextmanager
def opened(data_dir: Path | None) -> Iterator[Opened]:
    """Open the database for one command; an embedded server is started, or joined where one runs, and left again."""
    settings = settings_of(data_dir)
    if settings.database_url is not None:
        yield Opened(settings, settings.database_url.get_secret_value(), master_key(settings))
        return
    from tenants import embedded

    server = embedded.start(settings.data_dir)
    try:
        yield Opened(settings, server.dsn, master_key(settings))
    finally:
        embedded.stop(server)


@asynccontextmanager
async def house(place: Opened) -> AsyncIterator[House]:
    """Open the house on a database that is migrated. Raises `NotMigrated`, `WrongMasterKey`."""
    settings = place.settings
    opened_house = await House.open(
        database_url=place.url,
        master_key=place.master_key,
        cipher=settings.cipher,
        clock=settings.clock(),
        pool_size=settings.pool_size,
        pool_idle=settings.pool_idle,
        reveals_per_day=settings.reveals_per_day,
    )
    async with opened_house:
        yield opened_house


async def tenant_of(opened_house: House, code: str) -> Tenant:
    """Give the tenant that a command names. Raises `TenancyError`."""
    found = await opened_house.tenant(code)
    if found is None:
        raise TenancyError(f"没有租户 {code}", f"there is no tenant {code}")
    return found


def master_key(settings: Settings) -> bytes:
    """Give the master key: that of the settings, else the data folder's own, made on first use.

    Production always sets it. Raises `WrongMasterKey` for one that is not 32 bytes in base64 or hex.
    """
    if settings.master_key is not None:
        return _decoded(settings.master_key.get_secret_value())
    path = settings.data_dir / KEY_FILE
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole under another name first: a start that is cut short leaves no half key behind.
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(SECRET_SIZE)) + b"\n")
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _decoded(path.read_text().strip())


def _decoded(text: str) -> bytes:
    try:
        if len(text) == 2 * SECRET_SIZE:
            return bytes.fromhex(text)
        key = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != SECRET_SIZE:
        raise WrongMasterKey(
            "主密钥须为 32 字节的 base64 或十六进制文本（TONGHU_MASTER_KEY）",
            "the master key must be 32 bytes written in base64 or hex (TONGHU_MASTER_KEY)",
        )
    return key
