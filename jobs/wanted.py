"""Tenants that were asked for through the API get their place: that needs the migration role, which no door has."""

from dataclasses import dataclass, field

from sqlalchemy import select, update

from care.actions.onboard_tenant import onboard_tenant
from jobs.worker import Outcome, described
from records.tenant import tenant as tenants
from tenants.house import House
from tenants.keys import CipherName

ENTRY = "tenants.open"


@dataclass(frozen=True)
class Opening:
    """With what a tenant's place is made; `url` logs in as the migration role."""

    url: str = field(repr=False)
    master_key: bytes = field(repr=False)
    cipher: CipherName


async def open_wanted(house: House, opening: Opening) -> list[Outcome]:
    """Give every tenant that was asked for its place, law and first administrator; one's trouble stops no other.

    What was cut short is completed by the next round, so nothing is done twice. Drafts that a command began are the
    command's.
    """
    columns = tenants.c
    waiting = select(columns.code, columns.wanted_by, columns.first_admin).where(
        columns.wanted_by.is_not(None), columns.open_since.is_(None)
    )
    async with house.platform() as platform:
        found = await platform.all(waiting.order_by(columns.code))
    return [await _tried(house, opening, row["code"], row["wanted_by"], row["first_admin"]) for row in found]


async def _tried(house: House, opening: Opening, code: str, by: str, admin: str | None) -> Outcome:
    try:
        await _open(house, opening, code, by, admin)
    except Exception as error:  # noqa: BLE001 (whatever stops one tenant must not stop the others; it is told)
        return Outcome(code, ENTRY, 0, described(error))
    return Outcome(code, ENTRY, 1)


async def _open(house: House, opening: Opening, code: str, by: str, admin: str | None) -> None:
    tenant = await onboard_tenant(
        opening.url,
        master_key=opening.master_key,
        cipher=opening.cipher,
        clock=house.clock,
        user="worker",
        code=code,
        admin=admin,
        by=by,
    )
    async with house.platform() as platform:
        await platform.run(update(tenants).where(tenants.c.id == tenant.id).values(open_since=platform.now))
