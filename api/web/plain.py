"""What a real service's pages show: the tenants by name; no numbers of children and no personas."""

from importlib.metadata import version

from api.web.site import Persona, SiteInfo, TenantCard
from tenants.house import House


def plain_site(house: House) -> SiteInfo:
    """Make the facts of the pages that `tonghu serve` shows."""

    async def cards() -> list[TenantCard]:
        return [TenantCard(one.code, one.name, str(one.division), one.status) for one in await house.tenants()]

    def nobody() -> list[Persona]:
        return []

    return SiteInfo(version=version("tonghu"), demo=False, tenants=cards, personas=nobody)
