"""What stands in the databases of tests: the moment, a few places, tenants and children."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy import insert

from care.divisions.tree import prefecture_of
from records.child import child
from records.ids import uuid7
from tenants.house import House
from tenants.provision import onboard
from tenants.upgrade import upgrade_platform
from tenants.work import Work

MASTER_KEY = b"synthetic master key of 32 bytes"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GULOU, TAIJIANG = 350102000000, 350103000000
DIVISIONS = (
    (350000000000, "福建省", "PROVINCE", None),
    (350100000000, "福州市", "PREFECTURE", 350000000000),
    (GULOU, "鼓楼区", "COUNTY", 350100000000),
    (TAIJIANG, "台江区", "COUNTY", 350100000000),
    (220000000000, "吉林省", "PROVINCE", None),
    (140000000000, "山西省", "PROVINCE", None),
    (530000000000, "云南省", "PROVINCE", None),
)


def clock() -> datetime:
    """Give the moment that these places live in."""
    return NOW


def scope(*counties: int) -> str:
    """Write the multirange of whole counties."""
    return "{" + ",".join(f"[{county},{county + 1_000_000})" for county in counties) + "}"


async def load_divisions(connection: asyncpg.Connection) -> None:
    """Load a handful of divisions, in place of the whole country's."""
    await connection.executemany(
        "INSERT INTO platform.divisions (code, name, level, parent, source, verified)"
        " VALUES ($1, $2, $3, $4, 'test', true) ON CONFLICT DO NOTHING",
        DIVISIONS,
    )


async def settle(url: str, codes: Sequence[str]) -> None:
    """Migrate the platform and onboard tenants."""
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load_divisions)
    for code in codes:
        await onboard(url, master_key=MASTER_KEY, code=code)


@asynccontextmanager
async def open_house(url: str, **options: Any) -> AsyncIterator[House]:
    """Open the house at `NOW`."""
    async with await House.open(
        database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=clock, **options
    ) as opened:
        yield opened


async def put_child(work: Work, name: str = "陈小明", division: int = GULOU) -> UUID:
    """Write one synthetic child."""
    key = uuid7()
    await work.run(
        insert(child).values(
            id=key,
            name=name,
            name_key=name,
            sex="MALE",
            birth_date=date(2016, 5, 1),
            resident_id_missing="NOT_PROVIDED",
            division=division,
            prefecture=prefecture_of(division),
            hukou_type="RURAL",
            registered_on=NOW.date(),
            created_at=NOW,
            updated_at=NOW,
        )
    )
    return key
