"""Cases in a scene: what is asked of them and sent, and the offices that take part."""

from typing import Any

from policies.caller import Caller
from records.codes import Role
from tests.support.scenes import Scene

DECISION = "id decision dueOn doneOn outcome post department organisation { id name }"
CASE = f"""id version stage summary outcome closedAt masked viewerCan division {{ code }} child {{ id name }}
  reports {{ id circumstance }} assessments {{ id kind assessedOn }}
  conferences {{ heldOn departments summary plan decisions {{ {DECISION} }} }}
  interventions {{ kind takenOn department detail citation }}
  placements {{ id kind startsOn endsOn }} courtApplications {{ ground since owedFrom appliedOn outcome citation }}"""
PLACEMENT = """id kind startsOn endsOn carerName plan citation regularAssessments agreementSignedOn endReason
  organisation { id name } entrustedBy { name } child { id placement { kind } } case { id stage }"""
ANSWER = "userErrors { code message path citation } warnings { code message path citation }"
CASES = f"query($where: CaseWhere) {{ cases(where: $where) {{ nodes {{ {CASE} }} }} }}"
OWED = """query($where: DutyWhere) { duties(where: $where) { nodes {
  id kind status dueOn baseOn citation basis satisfiedBy child { id } } } }"""

Payload = dict[str, Any]


def mutation(name: str, what: str = "case", fields: str = CASE) -> str:
    """Write a mutation of cases."""
    kind = name[0].upper() + name[1:]
    return f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {what} {{ {fields} }} {ANSWER} }} }}"


PLACEMENTS = {name: mutation(name, "placement", PLACEMENT) for name in ("placeChild", "endPlacement")}


async def say(scene: Scene, name: str, who: Any = Role.COUNTY_OFFICER, **given: Any) -> Payload:
    """Send one of the mutations of cases and give its payload."""
    document = PLACEMENTS.get(name) or mutation(name)
    payload: Payload = (await scene.ask(document, who, input=given))[name]
    return payload


async def told(scene: Scene, name: str, who: Any = Role.COUNTY_OFFICER, **given: Any) -> Payload:
    """Send one that is not refused, and give what was written."""
    payload = await say(scene, name, who, **given)
    assert payload["userErrors"] == [], payload
    found: Payload = payload["placement" if name in PLACEMENTS else "case"]
    return found


def refused(payload: Payload) -> list[tuple[str, str]]:
    """Give what was refused: code and path."""
    return [(one["code"], ".".join(one["path"])) for one in payload["userErrors"]]


def warned(payload: Payload) -> list[tuple[str, str]]:
    """Give what was warned of: code and path."""
    return [(one["code"], ".".join(one["path"])) for one in payload["warnings"]]


async def opened(scene: Scene, who: Any = Role.COUNTY_OFFICER, **given: Any) -> tuple[str, str]:
    """Register a child and open its case; gives the ids of both."""
    child = await scene.register()
    return child, (await told(scene, "openCase", who, childId=child, **given))["id"]


async def read(scene: Scene, who: Role | Caller, **where: Any) -> list[Payload]:
    """Read the cases that somebody sees."""
    nodes: list[Payload] = (await scene.ask(CASES, who, where=where or None))["cases"]["nodes"]
    return nodes


async def owed(scene: Scene, kind: str, who: Role | Caller = Role.COUNTY_OFFICER, *statuses: str) -> list[Payload]:
    """Read the duties of a kind that somebody sees."""
    where = {"kinds": [kind], **({"statuses": list(statuses)} if statuses else {})}
    nodes: list[Payload] = (await scene.ask(OWED, who, where=where))["duties"]["nodes"]
    return nodes
