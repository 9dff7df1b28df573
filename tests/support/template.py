"""The database that all tests begin with: migrated, with the country's divisions and two tenants, and no one in it."""

from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from tenants.logins import connect
from tenants.roles import open_database
from tenants.upgrade import open_platform, upgrade_platform
from tests.support.places import MASTER_KEY, clock

TENANTS = ("fujian", "jilin")


async def prepare(dsn: str) -> None:
    """Turn an empty database into the template, by the steps that a real one goes through."""
    await upgrade_platform(dsn, master_key=MASTER_KEY, load_divisions=load)
    for code in TENANTS:
        await settle_in(dsn, code)


async def settle_in(dsn: str, code: str) -> None:
    """Onboard a tenant with the law that holds there, and let its trail begin with whatever a test does."""
    await onboard_tenant(dsn, master_key=MASTER_KEY, cipher="sm4", clock=clock, user="tests", code=code)
    owner = await connect(dsn)
    try:
        await owner.execute(f'DELETE FROM "t_{code}".audit_event')
    finally:
        await owner.close()


async def adopt(dsn: str) -> None:
    """Make a clone of the template usable: rights on a database, and the platform's login, are not cloned."""
    owner = await connect(dsn)
    try:
        await open_platform(owner, dsn, MASTER_KEY)
        logins = await owner.fetch("SELECT role FROM platform.tenant_logins")
        await open_database(owner, [login["role"] for login in logins])
    finally:
        await owner.close()
