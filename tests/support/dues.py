"""What a scenario asks about dues: when a child is next owed something, and how its duties stand."""

from typing import Any

from care.actions.catch_up import catch_up_all
from records.codes import Role
from tests.support.scenes import Scene

DUES = """query($id: ID!) { child(id: $id) { nextContactDue nextVisitDue fileStatus classes
  duties(first: 100) { nodes { kind status dueOn baseOn period reasons basis citation satisfiedBy } } } }"""
ASSESS = """mutation($input: RecordAssessmentInput!) { recordAssessment(input: $input) {
  assessment { id } userErrors { code path message citation } warnings { code path message } } }"""

Duty = dict[str, Any]


async def dues(here: Scene, child: str, who: Role = Role.COUNTY_OFFICER) -> tuple[str | None, str | None]:
    """Give when a child is to be contacted and visited next."""
    shown = (await here.ask(DUES, who, id=child))["child"]
    return shown["nextContactDue"], shown["nextVisitDue"]


async def duties(here: Scene, child: str, kind: str, who: Role = Role.COUNTY_OFFICER) -> list[Duty]:
    """Give a child's duties of a kind by their bases."""
    shown = (await here.ask(DUES, who, id=child))["child"]["duties"]["nodes"]
    return sorted((one for one in shown if one["kind"] == kind), key=lambda one: (one["baseOn"], one["dueOn"]))


async def assess(here: Scene, child: str, day: str, who: Role = Role.CHILD_SUPERVISOR, **found: Any) -> None:
    """Record the level that was found of a child on a day."""
    kind = "RISK_LEVEL" if "riskLevel" in found else "GUARDIANSHIP_RATING"
    form = {"childId": child, "kind": kind, "assessedOn": day, **found}
    payload = (await here.ask(ASSESS, who, input=form))["recordAssessment"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])


async def night(here: Scene) -> None:
    """Let the worker derive what time alone has changed by the scene's day."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    await catch_up_all(here.house, tenant)
