"""What the demo's pages show: the tenants with their numbers, the personas with tokens that are valid now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.metadata import version

from joserfc.jwk import OKPKey

from api.demo.examples import examples
from api.demo.personas import OPERATOR, staff
from api.demo.seed import children_of
from api.tokens.demo import mint
from api.web.site import Count, Persona, SiteInfo, TenantCard
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant


def demo_site(house: House, key: OKPKey, duties: Mapping[str, str]) -> SiteInfo:
    """Make the pages' facts: every tenant with the number of its children, every persona with a token.

    `duties` gives, by the label of a county, a duty that its personas may ask about.
    """

    async def card(tenant: Tenant) -> TenantCard:
        counts = (Count("儿童", "children", await children_of(house, tenant)),) if tenant.active else ()
        return TenantCard(tenant.code, tenant.name, str(tenant.division), tenant.status, counts)

    async def cards() -> list[TenantCard]:
        return [await card(tenant) for tenant in await house.tenants()]

    return SiteInfo(
        version=version("tonghu"), demo=True, tenants=cards, personas=lambda: personas(key, house.clock, duties)
    )


def personas(key: OKPKey, clock: Callable[[], datetime], duties: Mapping[str, str]) -> list[Persona]:
    """Give every persona with a fresh token and the operations it may try."""
    now = clock()
    found = [
        Persona(
            subject=one.subject,
            role=one.post.role.value,
            role_zh=one.post.role.zh,
            tenant=one.place.tenant,
            tenant_zh=NAMES[one.place.tenant],
            note=one.post.note,
            token=mint(key, one.subject, tenant=one.place.tenant, now=now),
            examples=examples(one.post.role, now, duties.get(one.place.label)),
        )
        for one in staff()
    ]
    role = Role.PLATFORM_OPERATOR
    token = mint(key, OPERATOR, tenant="platform", now=now)
    operator = Persona(OPERATOR, role.value, role.zh, "platform", "平台", "租户一览", token, examples(role, now))
    return [*found, operator]


NAMES = {"shanxi": "山西省", "yunnan": "云南省", "jilin": "吉林省", "fujian": "福建省"}
