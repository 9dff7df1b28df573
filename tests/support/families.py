"""Families as a scenario makes them: parents, their journeys and troubles, and what the law makes of the child."""

from typing import Any

from records.codes import ChildClass, DifficultyCategory, Role
from tests.support.scenes import Scene

STANDS = """query($id: ID!) { child(id: $id) { classes prospective categories pendingCategories
  offeredCategories keyReasons fileStatus duties(first: 100) { nodes { kind status dueOn reasons citation } } } }"""
ADD = """mutation($input: AddGuardianInput!) { addGuardian(input: $input) {
  guardian { id version } userErrors { code path message } warnings { code path message citation } } }"""
UPDATE = """mutation($input: UpdateGuardianInput!) { updateGuardian(input: $input) {
  guardian { id version } userErrors { code path message } warnings { code path message citation } } }"""
LEAVE = """mutation($input: RecordDepartureInput!) { recordDeparture(input: $input) {
  guardian { id version } userErrors { code path message } warnings { code path message citation } } }"""
JUDGE = """mutation($input: ReviewClassInput!) { reviewClass(input: $input) {
  child { classes categories } userErrors { code path message citation } warnings { code path message citation } } }"""

Payload = dict[str, Any]


async def stands(here: Scene, child: str, who: Role = Role.COUNTY_OFFICER) -> Payload:
    """Read what the law makes of a child."""
    shown: Payload = (await here.ask(STANDS, who, id=child))["child"]
    return shown


async def tasks(here: Scene, child: str, kind: str) -> list[Payload]:
    """Read a child's duties of a kind."""
    return [one for one in (await stands(here, child))["duties"]["nodes"] if one["kind"] == kind]


async def parent(here: Scene, child: str, relation: str, **facts: Any) -> Payload:
    """Add a parent and give the payload."""
    form = {"childId": child, "guardian": {"relation": relation, "name": "单某某", **facts}}
    return await _done(here, ADD, "addGuardian", form)


async def change(here: Scene, guardian: Payload, **facts: Any) -> Payload:
    """Change a parent, as it was given by `parent`."""
    form = {"id": guardian["guardian"]["id"], "version": guardian["guardian"]["version"], **facts}
    return await _done(here, UPDATE, "updateGuardian", form)


async def leave(here: Scene, guardian: Payload, since: str, **facts: Any) -> Payload:
    """Let a parent leave for work, by itself to another province."""
    form = {"guardianId": guardian["guardian"]["id"], "since": since, "purpose": "WORK", "division": "440300000000"}
    return await _done(here, LEAVE, "recordDeparture", {**form, **facts})


async def both_leave(here: Scene, child: str, since: str, **facts: Any) -> Payload:
    """Let both parents leave on a day; gives the payload of the mother's departure."""
    await leave(here, await parent(here, child, "FATHER"), since, **facts)
    return await leave(here, await parent(here, child, "MOTHER"), since, **facts)


async def judge(
    here: Scene, child: str, what: ChildClass | DifficultyCategory, since: str, *, holds: bool, reason: str = "走访核实"
) -> Payload:
    """Let the county judge a class or category from a day on; gives the payload, whatever it says."""
    name = "class" if isinstance(what, ChildClass) else "category"
    form = {"childId": child, name: what, "from": since, "holds": holds, "reason": reason}
    payload: Payload = (await here.ask(JUDGE, input=form))["reviewClass"]
    return payload


async def _done(here: Scene, document: str, name: str, form: dict[str, Any]) -> Payload:
    payload: Payload = (await here.ask(document, Role.CHILD_SUPERVISOR, input=form))[name]
    assert payload["userErrors"] == [], payload
    return payload
