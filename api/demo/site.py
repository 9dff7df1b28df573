"""What the demo's pages show: the tenants with their numbers, the personas with tokens that are valid now."""

from collections.abc import Callable
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


def site_of(house: House, *, demo_key: OKPKey | None = None) -> SiteInfo:
    """Make the pages' facts; with the demo's key they offer personas, without it they show no numbers of children."""

    async def cards() -> list[TenantCard]:
        known = await house.tenants()
        return [
            TenantCard(
                code=tenant.code,
                name=tenant.name,
                division=str(tenant.division),
                status=tenant.status,
                counts=(Count("儿童", "children", await children_of(house, tenant)),)
                if demo_key and tenant.active
                else (),
            )
            for tenant in known
        ]

    def people() -> list[Persona]:
        return personas(demo_key, house.clock) if demo_key else []

    return SiteInfo(version=version("tonghu"), demo=demo_key is not None, tenants=cards, personas=people)


def personas(key: OKPKey, clock: Callable[[], datetime]) -> list[Persona]:
    """Give every persona with a fresh token and the operations it may try."""
    found = [
        Persona(
            subject=one.subject,
            role=one.post.role.value,
            role_zh=one.post.role.zh,
            tenant=one.place.tenant,
            tenant_zh=NAMES[one.place.tenant],
            note=one.post.note,
            token=mint(key, one.subject, tenant=one.place.tenant, now=clock()),
            examples=examples(one.post.role),
        )
        for one in staff()
    ]
    role = Role.PLATFORM_OPERATOR
    token = mint(key, OPERATOR, tenant="platform", now=clock())
    operator = Persona(OPERATOR, role.value, role.zh, "platform", "平台", "租户一览", token, examples(role))
    return [*found, operator]


NAMES = {"shanxi": "山西省", "yunnan": "云南省", "jilin": "吉林省", "fujian": "福建省"}
