"""Whole numbers and broken glass in a scene: what is sent, what is read, and what the trail holds."""

from datetime import date
from typing import Any

from tenants.logins import connect
from tests.support.entrusting import TERMS, committee, draft, sign
from tests.support.forms import number
from tests.support.scenes import Scene
from tests.support.trails import TOLD

NUMBER = number(date(2016, 5, 1), sequence=47)
FATHERS_NUMBER, PHONE = number(date(1988, 3, 9), sequence=36), "13800138642"
CARERS_PHONE = str(TERMS["carerPhone"])
REVEAL = """mutation($input: RevealIdentityInput!) { revealIdentity(input: $input) {
  residentId phone userErrors { code path message citation } } }"""
GLASS = """id version fieldClasses brokenBy role reason brokenAt until outcome note reviewedBy reviewedAt
  division { code } child { id } viewerCan masked"""
BREAK = f"""mutation($input: BreakGlassInput!) {{ breakGlass(input: $input) {{
  breakGlass {{ {GLASS} }} userErrors {{ code path message }} warnings {{ code }} }} }}"""
REVIEW = f"""mutation($input: ReviewBreakGlassInput!) {{ reviewBreakGlass(input: $input) {{
  breakGlass {{ {GLASS} }} userErrors {{ code path message }} warnings {{ code }} }} }}"""
QUEUE = f"""query($where: BreakGlassWhere) {{ breakGlasses(where: $where) {{
  totalCount nodes {{ {GLASS} }} }} }}"""

Payload = dict[str, Any]


async def reveal(here: Scene, who: Any, key: str, purpose: str, reason: str = "", **more: Any) -> Payload:
    """Ask for whole numbers and give the payload."""
    form = {"id": key, "purpose": purpose, "reason": reason, **more}
    payload: Payload = (await here.ask(REVEAL, who, input=form))["revealIdentity"]
    return payload


async def send(here: Scene, who: Any, document: str, **form: Any) -> Payload:
    """Send a mutation of one input and give its payload."""
    payload: Payload = next(iter((await here.ask(document, who, input=form)).values()))
    return payload


async def queue(here: Scene, who: Any, **where: Any) -> list[Payload]:
    """Read the accesses that were broken open, as somebody sees them."""
    found: list[Payload] = (await here.ask(QUEUE, who, where=where or None))["breakGlasses"]["nodes"]
    return found


async def by_hand(url: str, sql: str, *given: Any) -> list[dict[str, Any]]:
    """Run a statement as the owner of the database, who sees every row."""
    owner = await connect(url)
    try:
        return [dict(row) for row in await owner.fetch(sql, *given)]
    finally:
        await owner.close()


async def trail(url: str, action: str) -> list[dict[str, Any]]:
    """Read the rows of an action in the trail of Fujian, the oldest first."""
    told = f"at, action, subject, role, object, kind, fields, purpose, {TOLD}"
    sql = f"SELECT {told} FROM t_fujian.audit_event WHERE action = $1 ORDER BY at, id"
    return await by_hand(url, sql, action)


def codes(payload: Payload) -> list[tuple[str, list[str]]]:
    """Give code and path of each refusal."""
    return [(one["code"], one["path"]) for one in payload["userErrors"]]


async def family(here: Scene, **facts: Any) -> dict[str, str]:
    """Register a child with a father and a carer, all of whose numbers are on file; gives the ids by kind."""
    father = {"relation": "FATHER", "name": "单大伟", "phone": PHONE, "residentId": FATHERS_NUMBER}
    child = await here.register(residentId=NUMBER, residentIdMissing=None, guardians=[father], **facts)
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION")
    signed = await sign(here, drafted, "2026-03-02", witness=await committee(here))
    assert signed["userErrors"] == [], signed
    found = (await here.ask("query($id: ID!) { child(id: $id) { guardians { id } carer { id } } }", id=child))["child"]
    return {"child": child, "guardian": found["guardians"][0]["id"], "carer": found["carer"]["id"]}
