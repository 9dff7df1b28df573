"""A report in every county of the demo, filed by its director some minutes late: clocks that run when looked at."""

from datetime import timedelta

from joserfc.jwk import OKPKey

from api.demo.errors import SeedError
from api.demo.places import PLACES
from api.identity import Identity
from api.tokens.demo import mint
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant

BEFORE = "{ reports(first: 1) { totalCount } children(first: 2) { nodes { id } } }"
FILE = "mutation($input: FileReportInput!) { fileReport(input: $input) { userErrors { message } } }"


async def seed_reports(house: House, identity: Identity, tenant: Tenant, key: OKPKey) -> None:
    """File a report as the director of each of the tenant's counties, unless one is there. Raises `SeedError`."""
    for place in PLACES:
        if place.tenant != tenant.code:
            continue
        now = house.clock()
        token = mint(key, f"director@{place.label}", tenant=tenant.code, now=now, lasts=timedelta(minutes=10))
        director = await identity.caller(token)
        before = (await execute(house, tenant, director, BEFORE))["data"]
        if before["reports"]["totalCount"]:
            continue
        report = {
            "childIds": [child["id"] for child in before["children"]["nodes"]],
            "circumstance": "CHILD_LIVING_ALONE",
            "discoveredAt": (now - timedelta(minutes=35)).isoformat(),
            "division": str(place.villages[0]),
            "narrative": "两名儿童独自居住，已由邻居临时照看，身上有淤青",
            "reporterKind": "CHILD_DIRECTOR",
        }
        answer = await execute(house, tenant, director, FILE, variables={"input": report})
        refused = answer.get("errors") or answer["data"]["fileReport"]["userErrors"]
        if refused:
            raise SeedError(f"{place.label}: {refused}")
