"""A partner of every province of the demo: what was signed with it, two children that it may read, a need on offer."""

from datetime import timedelta
from typing import Any

from joserfc.jwk import OKPKey

from api.demo.errors import SeedError
from api.demo.places import PLACES
from api.identity import Identity
from api.tokens.demo import mint
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant

CHILDREN = 2
BEFORE = """query($county: DivisionCode!) {
  dataAgreements(first: 1) { totalCount }
  organisations(where: {division: $county, kinds: [PARTNER]}, first: 1) { nodes { id } }
  children(first: 3) { nodes { id } }
}"""
SIGN = "mutation($input: RecordDataAgreementInput!) { recordDataAgreement(input: $input) { userErrors { message } } }"
GRANT = "mutation($input: GrantPartnerInput!) { grantPartner(input: $input) { userErrors { message } } }"
NEED = "mutation($input: OpenNeedInput!) { openNeed(input: $input) { need { id version } userErrors { message } } }"
OFFER = "mutation($input: OfferNeedInput!) { offerNeed(input: $input) { userErrors { message } } }"


async def seed_partners(house: House, identity: Identity, tenant: Tenant, key: OKPKey) -> None:
    """Sign, grant and offer as the county officer, unless something was signed before. Raises `SeedError`."""
    place = next(place for place in PLACES if place.label == tenant.code)
    now = house.clock()
    token = mint(key, f"county@{place.label}", tenant=tenant.code, now=now, lasts=timedelta(minutes=10))
    county = await identity.caller(token)

    async def ask(document: str, variables: dict[str, Any]) -> dict[str, Any]:
        answer = await execute(house, tenant, county, document, variables=variables)
        data = answer.get("data") or {}
        refused = [one for payload in data.values() for one in payload.get("userErrors", ())]
        if "errors" in answer or refused:
            raise SeedError(f"{place.label}: {answer.get('errors') or refused}")
        return data

    before = await ask(BEFORE, {"county": str(place.county)})
    if before["dataAgreements"]["totalCount"]:
        return
    (partner,), children = before["organisations"]["nodes"], [one["id"] for one in before["children"]["nodes"]]
    day = now.date()
    days = {"signedOn": day, "startsOn": day, "endsOn": day + timedelta(days=365)}
    paper = {"division": str(place.county), "edition": "示范文本", "reference": "民政局档案室"}
    signed = {name: on.isoformat() for name, on in days.items()}
    await ask(SIGN, {"input": {"organisationId": partner["id"], **paper, **signed}})
    terms = {
        "fieldClasses": ["contact", "location"],
        "purpose": "VISIT",
        "until": (now + timedelta(days=90)).isoformat(),
    }
    await ask(GRANT, {"input": {"organisationId": partner["id"], "childIds": children[:CHILDREN], **terms}})
    need = (await ask(NEED, {"input": {"childId": children[-1], "kind": "READING"}}))["openNeed"]["need"]
    await ask(OFFER, {"input": {"needId": need["id"], "version": need["version"]}})
