"""Tenants that were asked for through the API get their place: that needs the migration role, which no door has."""

from dataclasses import dataclass, field

from sqlalchemy import select, update

from care.actions.onboard_tenant import onboard_tenant
from jobs.job import Job
from jobs.kinds import PROMPT, Jobs, Kind, Source
from jobs.outcome import Outcome, described
from records.tenant import tenant as tenants
from tenants.house import House
from tenants.keys import CipherName
from tenants.registry import Tenant

ENTRY = "tenants.open"
_WAITING = (tenants.c.wanted_by.is_not(None), tenants.c.open_since.is_(None))


@dataclass(frozen=True)
class Opening:
    """With what a tenant's place is made; `url` logs in as the migration role."""

    url: str = field(repr=False)
    master_key: bytes = field(repr=False)
    cipher: CipherName


async def open_wanted(house: House, opening: Opening) -> list[Outcome]:
    """Give every tenant that was asked for its place, law and first administrator; one's trouble stops no other."""
    return [await _tried(house, opening, code) for code in await _wanted(house)]


def openings(opening: Opening) -> Jobs:
    """Make jobs of it, for the worker."""

    async def find(house: House) -> list[Job]:
        return [Job(ENTRY, code) for code in await _wanted(house)]

    async def act(house: House, tenant: Tenant, _key: str) -> int:
        return await open_one(house, opening, tenant.code)

    return Jobs([Kind(ENTRY, act, PROMPT)], [Source(find, every=5.0)])


async def open_one(house: House, opening: Opening, code: str) -> int:
    """Give a tenant its place, law and first administrator; gives 0 where that was done already.

    What was cut short is completed by the next try, so nothing is done twice. Drafts that a command began are the
    command's.
    """
    columns = tenants.c
    async with house.platform() as platform:
        asked = select(columns.wanted_by, columns.first_admin).where(*_WAITING, columns.code == code)
        found = await platform.one(asked)
    if found is None:
        return 0
    tenant = await onboard_tenant(
        opening.url,
        master_key=opening.master_key,
        cipher=opening.cipher,
        clock=house.clock,
        user="worker",
        code=code,
        admin=found["first_admin"],
        by=found["wanted_by"],
    )
    async with house.platform() as platform:
        await platform.run(update(tenants).where(columns.id == tenant.id).values(open_since=platform.now))
    return 1


async def _wanted(house: House) -> list[str]:
    async with house.platform() as platform:
        found = await platform.all(select(tenants.c.code).where(*_WAITING).order_by(tenants.c.code))
    return [row["code"] for row in found]


async def _tried(house: House, opening: Opening, code: str) -> Outcome:
    try:
        return Outcome(code, ENTRY, await open_one(house, opening, code))
    except Exception as error:  # noqa: BLE001 (whatever stops one tenant must not stop the others; it is told)
        return Outcome(code, ENTRY, 0, described(error))
