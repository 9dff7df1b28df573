"""Escalation in a scene: the worker's rounds, and what people hear of them."""

from typing import Any

from care.actions.climb import climb
from care.actions.climb_agreements import climb_agreements
from policies.caller import Caller
from records.codes import Role
from tests.support.alerting import number
from tests.support.scenes import Scene

KINDS = [
    *("REPORT_OVERDUE", "REPORT_ESCALATED", "VISIT_OVERDUE", "CONTACT_OVERDUE"),
    *("DUTY_ESCALATED", "SUBMISSION_OVERDUE", "AGREEMENT_EXPIRING"),
]
STEP = """clock level division { code } passed { code } since dueAt toldAt rule citation basis
  duty { id kind child { name } } submission { id kind } agreement { id }"""
HEARD = f"""query($where: AlertWhere) {{ alerts(where: $where, first: 100) {{ nodes {{
  kind severity summary division {{ code }} subject {{ __typename id ... on Escalation {{ {STEP} }} }} }} }} }}"""
EXPLAIN = """query($id: ID!) { explainDuty(id: $id) {
  escalations { level division dueAt toldAt rule citation basis } } }"""


async def rounds(here: Scene, day: str, clock: str = "09:00") -> None:
    """Let the worker go by until it finds nothing more, at a moment of the scene; what it announces is numbered."""
    here.at(day, clock)
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    for action in (climb, climb_agreements):
        async with here.house.work(tenant) as work:
            await action(work)
        async with here.house.work(tenant) as work:
            assert await action(work) == 0
    await number(here)


async def heard(here: Scene, who: Role | Caller) -> list[dict[str, Any]]:
    """Give the alerts of escalation that somebody sees, the oldest first."""
    found: list[dict[str, Any]] = (await here.ask(HEARD, who, where={"kinds": KINDS}))["alerts"]["nodes"]
    return found[::-1]


def told(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Give the kinds of alerts with their places."""
    return [(one["kind"], int(one["division"]["code"])) for one in found]
