"""What a scenario of entrusted care does: draft, sign, tell of changes and of carers, look at what is owed."""

from typing import Any

from sqlalchemy import insert

from policies.scope import EVERYTHING
from records.access import access_link
from records.codes import Role
from schema.ids import parse_id
from tests.support.dues import duties
from tests.support.scenes import Scene

_ANSWER = """agreement { id version status missing carerName child { id } } child { id }
  userErrors { code path message citation } warnings { code path message citation }"""


def _mutation(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {_ANSWER} }} }}"


STANDS = """query($id: ID!) { child(id: $id) { keyReasons carer { name relation phone reason }
  agreement { id version status carerName missing }
  carerProblems { fault foundOn outcome closedOn steps { step takenOn } } } }"""
OFFICE = """mutation($input: SaveOrganisationInput!) { saveOrganisation(input: $input) {
  organisation { id } userErrors { code path } } }"""
TERMS = {
    "carerName": "单大伯",
    "carerPhone": "13800001234",
    "relation": "RELATIVE_OR_FRIEND",
    "reason": "BOTH_AWAY",
    "entrusterName": "单父",
    "entrusterWorkplace": "某市某厂",
    "entrusterPhone": "13800005678",
    "startsOn": "2026-03-01",
    "endsOn": "2026-12-31",
    "otherTerms": "每周与父母视频一次",
    "childHeardOn": "2026-02-20",
    "justification": "父母均在外地务工",
    "criteria": ["FULL_CAPACITY", "MORAL", "FAMILY", "BODY_AND_MIND", "EMOTIONAL_TIE", "NO_CRIMINAL_RECORD",
                 "NO_BAD_HABITS"],
}  # fmt: skip

Payload = dict[str, Any]


async def do(here: Scene, name: str, who: Any = Role.COUNTY_OFFICER, **facts: Any) -> Payload:
    """Take one of the five steps; gives the payload."""
    given = {key: value for key, value in facts.items() if value is not None}
    payload: Payload = (await here.ask(_mutation(name), who, input=given))[name]
    return payload


async def draft(here: Scene, child: str, instrument: str, who: Any = Role.COUNTY_OFFICER, **facts: Any) -> Payload:
    """Draft an instrument with all that any place asks, save what is named otherwise (None: left out)."""
    terms = {**TERMS, **facts}
    return await do(here, "draftAgreement", who, childId=child, instrument=instrument, **terms)


async def sign(here: Scene, drafted: Payload, day: str, who: Any = Role.COUNTY_OFFICER, **facts: Any) -> Payload:
    """Sign what was drafted."""
    its = drafted["agreement"]
    given = {"explainedOn": day, **facts}
    return await do(here, "signAgreement", who, agreementId=its["id"], version=its["version"], signedOn=day, **given)


async def committee(here: Scene, division: int | None = None) -> str:
    """Enter the village committee of the scene's village; gives its id."""
    form = {"name": "某村村委会", "kind": "VILLAGE_COMMITTEE", "division": str(division or here.village)}
    saved = (await here.ask(OFFICE, Role.COUNTY_OFFICER, input=form))["saveOrganisation"]
    assert saved["userErrors"] == [], saved
    key: str = saved["organisation"]["id"]
    return key


async def list_for(here: Scene, subject: str, child: str) -> None:
    """List a child for somebody by name, until the end of the scene's year."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant, scope=EVERYTHING) as work:
        link = {"subject": subject, "kind": "child", "object": parse_id(child, "child"), "classes": ["basic"]}
        await work.run(insert(access_link).values(**link, until=here.house.clock().replace(month=12, day=31)))


async def stands(here: Scene, child: str, who: Any = Role.COUNTY_OFFICER) -> dict[str, Any]:
    """Give how the care of a child stands."""
    found: dict[str, Any] = (await here.ask(STANDS, who, id=child))["child"]
    return found


async def notices(here: Scene, child: str) -> dict[str, tuple[str, str]]:
    """Give the notices and steps that are owed to a child by their reasons: how each stands, and when it is due."""
    found = await duties(here, child, "CARER_NOTICE")
    return {" ".join(one["reasons"]): (one["status"], one["dueOn"]) for one in found}


def refused(payload: Payload) -> list[tuple[str, list[str]]]:
    """Give code and path of each refusal."""
    return [(one["code"], one["path"]) for one in payload["userErrors"]]
