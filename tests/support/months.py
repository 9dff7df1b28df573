"""A month as somebody lives through it: its nights are worked, and what is owed is asked for as they see it."""

from datetime import date, timedelta
from typing import Any

from jobs.schedule import SCHEDULE, Entry
from policies.caller import Caller
from records.codes import Role
from tests.support.scenes import SHANGHAI, Scene

EVERY = ["OPEN", "DUE_TODAY", "OVERDUE", "DONE", "DONE_LATE", "MISSED"]
DUTIES = """query($where: DutyWhere) { duties(where: $where, first: 100) { nodes {
  kind status dueOn child { name } } } }"""
SUBMISSIONS = """query($where: SubmissionWhere) { submissions(where: $where, first: 100) { nodes {
  id kind period dueOn status submittedAt content organisation { name } viewerCan } } }"""
OVERDUE = "query { children(where: {overdue: true}, first: 100) { nodes { name } } }"
DERIVING = [entry for entry in SCHEDULE if entry.name.endswith(".catch_up")]

Line = tuple[str, str, str, str]


async def until(here: Scene, day: str, clock: str = "09:00") -> None:
    """Go on to a day and a time; each night on the way, the worker derives what time has changed."""
    night = here.house.clock().astimezone(SHANGHAI).date()
    while (night := night + timedelta(days=1)) <= date.fromisoformat(day):
        here.at(night.isoformat(), "02:00")
        for entry in DERIVING:
            await _worked(here, entry)
    here.at(day, clock)


async def _worked(here: Scene, entry: Entry) -> None:
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    while True:
        async with here.house.work(tenant) as work:
            touched = await entry.action(work)
        if entry.full is None or touched < entry.full:
            return


async def owed(here: Scene, who: Role | Caller, **where: Any) -> list[Line]:
    """Give what is owed and not done in somebody's sight: what, to which child if any, its last day, how it stands."""
    nodes = (await here.ask(DUTIES, who, where=where))["duties"]["nodes"]
    lines = ((one["kind"], (one["child"] or {}).get("name") or "", one["dueOn"], one["status"]) for one in nodes)
    return sorted(lines)


async def account(here: Scene, who: Role | Caller, **where: Any) -> list[Line]:
    """Give the same with what is done and missed."""
    return await owed(here, who, statuses=EVERY, **where)


async def submissions(here: Scene, who: Role | Caller, **where: Any) -> list[dict[str, Any]]:
    """Give what the calendar asks for in somebody's sight, by its due day."""
    found: list[dict[str, Any]] = (await here.ask(SUBMISSIONS, who, where=where))["submissions"]["nodes"]
    return sorted(found, key=lambda one: (one["dueOn"], one["kind"]))


async def calendar(here: Scene, who: Role | Caller, **where: Any) -> list[tuple[str, str, str]]:
    """Give what the calendar asks for in short: what, until when, how it stands."""
    return [(one["kind"], one["dueOn"], one["status"]) for one in await submissions(here, who, **where)]


async def overdue(here: Scene, who: Role | Caller) -> list[str]:
    """Give the names of the children in somebody's sight to whom something is overdue."""
    return sorted(one["name"] for one in (await here.ask(OVERDUE, who))["children"]["nodes"])


async def give(here: Scene, name: str, what: str, who: Role | Caller, /, **facts: Any) -> Any:
    """Send a mutation of one input that is not refused; gives what was asked back of it."""
    kind = name[0].upper() + name[1:]
    document = (
        f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {what} userErrors {{ code message path }} }} }}"
    )
    payload = (await here.ask(document, who, input=facts))[name]
    assert payload.pop("userErrors") == [], payload
    return next(iter(payload.values()))
