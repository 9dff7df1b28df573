"""Partners in a scene: an organisation with what was signed, a worker, children that are granted."""

from dataclasses import replace
from typing import Any

from policies.caller import Caller
from records.codes import OrganisationKind, Role
from tests.support.reporting import employed, office
from tests.support.scenes import Scene

ANSWER = "userErrors { code path message } warnings { code path }"
_SHOWN = {
    "recordDataAgreement": "dataAgreement { id version endedAt }",
    "endDataAgreement": "dataAgreement { id version endedAt endReason }",
    "offerNeed": "need { id version status offer { id township month organisation { name } } }",
    "withdrawOffer": "need { id version status offer { id } }",
    "claimOffer": "offer { id kind claimedAt organisation { name } }",
    "approveClaim": "grants { id until need { id status claimedBy } }",
    "grantPartner": "grants { id fieldClasses purpose until child { id } organisation { name } }",
    "revokePartner": "grants { id revokedAt reason }",
}
Payload = dict[str, Any]


async def do(here: Scene, name: str, who: Role | Caller = Role.COUNTY_OFFICER, /, **facts: Any) -> Payload:
    """Take a step, whatever comes of it; gives the payload."""
    kind = name[0].upper() + name[1:]
    document = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {_SHOWN[name]} {ANSWER} }} }}"
    payload: Payload = (await here.ask(document, who, input=facts))[name]
    return payload


async def done(here: Scene, name: str, who: Role | Caller = Role.COUNTY_OFFICER, /, **facts: Any) -> Any:
    """Take a step that must not be refused; gives the object of its payload."""
    payload = await do(here, name, who, **facts)
    assert payload["userErrors"] == [], payload
    return payload[next(iter(payload))]


def codes(payload: Payload) -> list[tuple[str, list[str]]]:
    """Give code and path of each refusal."""
    return [(one["code"], one["path"]) for one in payload["userErrors"]]


async def partner(here: Scene, subject: str = "worker@partner") -> tuple[str, Caller]:
    """Enter a partner organisation of the county with a worker, who has no place; gives its id and the worker."""
    key = await office(here, OrganisationKind.PARTNER, here.county)
    return key, replace(await employed(here, Role.PARTNER_WORKER, key, subject=subject), areas=(), scope="{}")


async def signed(here: Scene, organisation: str, ends: str = "2026-12-31") -> Payload:
    """Record the data agreement of the county with a partner, from today; gives it."""
    day = here.house.clock().date().isoformat()
    days = {"signedOn": day, "startsOn": day, "endsOn": ends}
    facts = {
        "organisationId": organisation,
        "division": str(here.county),
        "edition": "2026版",
        "reference": "档-2026-07",
    }
    agreement: Payload = await done(here, "recordDataAgreement", **facts, **days)
    return agreement


async def granted(here: Scene, organisation: str, *children: str, classes: list[str], until: str = "2026-09-01") -> Any:
    """Grant a partner classes of children for visits until a day."""
    terms = {"fieldClasses": classes, "purpose": "VISIT", "until": f"{until}T00:00:00+08:00"}
    return await done(here, "grantPartner", organisationId=organisation, childIds=list(children), **terms)
