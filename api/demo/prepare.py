"""Makes the demo's data, or completes what an earlier run began: provinces, staff, ledgers, what is due of them."""

import tempfile
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from getpass import getuser
from pathlib import Path

from rich.console import Console

from api.demo.errors import SeedError
from api.demo.partners import seed_partners
from api.demo.personas import admin
from api.demo.places import PLACES
from api.demo.reports import seed_reports
from api.demo.seed import children_of, seed_platform, seed_staff
from api.local import local
from api.opening import Opened, house
from api.serving import identity_of
from api.tokens.demo import demo_key, mint
from care.actions.import_ledger import ImportLedger, import_ledger
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from jobs.schedule import ROUNDS, SEQUENCE
from jobs.worker import do
from records.codes import Role
from records.ids import repeatable
from tenants.house import House
from tenants.registry import Tenant
from tenants.upgrade import upgrade

TENANTS = tuple(dict.fromkeys(place.tenant for place in PLACES))
SEED = 20260315


async def prepare(place: Opened, *, children: int, console: Console) -> None:
    """Migrate, onboard the four provinces, appoint their staff, import a ledger of so many children into each.

    A tenant that has children keeps them as they are. Where TONGHU_NOW stops the clock, tenants that are not there yet
    get the same data in every folder, to the ids.
    """
    now = place.settings.now
    with console.status("迁移数据库 / migrating"):
        await upgrade(place.url, master_key=place.master_key, load_divisions=load)
    async with house(place) as opened_house:
        there = {tenant.code for tenant in await opened_house.tenants()}

    def keys(code: str, step: str) -> AbstractContextManager[None]:
        return nullcontext() if now is None or code in there else repeatable(f"{code} {step}", now)

    for code in TENANTS:
        with console.status(f"开通租户 / onboarding {code}"), keys(code, "itself"):
            await onboard_tenant(
                place.url,
                master_key=place.master_key,
                cipher=place.settings.cipher,
                clock=place.settings.clock(),
                user=getuser(),
                code=code,
            )
    async with house(place) as opened_house:
        await seed_platform(opened_house)
        identity = identity_of(opened_house, place.settings)
        key = demo_key(place.settings.data_dir)
        for code in TENANTS:
            tenant = await opened_house.tenant(code)
            if tenant is None:
                raise RuntimeError(f"{code} was onboarded and is not registered")
            with console.status(f"人员与台账 / staff and ledger {code}"):
                token = mint(key, admin(code), tenant=code, now=opened_house.clock(), lasts=timedelta(minutes=10))
                with keys(code, "staff"):
                    await seed_staff(opened_house, identity, tenant, token)
                with keys(code, "ledger"):
                    if not await children_of(opened_house, tenant):
                        await _import(opened_house, tenant, children)
                with keys(code, "reports"):
                    await seed_reports(opened_house, identity, tenant, key)
                with keys(code, "partners"):
                    await seed_partners(opened_house, identity, tenant, key)
            with console.status(f"到期事项与统计 / what is due, statistics {code}"):
                # All that a worker would find to do: it would do it at random, and make keys of its own.
                for entry in (*ROUNDS, SEQUENCE):
                    with keys(code, entry.name):
                        await do(opened_house, tenant, entry)


async def _import(house: House, tenant: Tenant, children: int) -> None:
    """Write the ledgers of the tenant's counties as files and import them, as an administrator would."""
    places = [place for place in PLACES if place.tenant == tenant.code]
    now = house.clock()
    with tempfile.TemporaryDirectory() as folder:
        for number, place in enumerate(places):
            path = Path(folder) / f"{place.label}.xlsx"
            share = children // len(places) + (number < children % len(places))
            rows = generate(share, seed=SEED + number, villages=place.villages, today=now.date())
            write_ledger(path, rows, name=tenant.name, year=now.year)
            command = ImportLedger(path, errors=path.with_suffix(".errors.xlsx"))
            imported = await import_ledger(house, tenant, local(tenant, Role.TENANT_ADMIN, now), command)
            if imported.refused:
                raise SeedError(f"{place.label}: {imported.refused} of {imported.rows} rows were refused")
