"""The database that all tests begin with: migrated, with the country's divisions and two tenants, and no one in it."""

from care.divisions.load import load
from tenants.provision import onboard
from tenants.registry import load as registered
from tenants.roles import open_database
from tenants.upgrade import upgrade_platform
from tests.support.databases import superuser
from tests.support.places import MASTER_KEY

TENANTS = ("fujian", "jilin")


async def prepare(dsn: str) -> None:
    """Turn an empty database into the template, by the steps that a real one goes through."""
    await upgrade_platform(dsn, master_key=MASTER_KEY, load_divisions=load)
    for code in TENANTS:
        await onboard(dsn, master_key=MASTER_KEY, code=code)


async def adopt(dsn: str) -> None:
    """Make a clone of the template usable: rights on a database, and the platform's login, are not cloned."""
    await upgrade_platform(dsn, master_key=MASTER_KEY)
    async with superuser(dsn) as connection:
        logins = [role for tenant in await registered(connection) for role in tenant.tenant.roles.values()]
        await open_database(connection, logins)
