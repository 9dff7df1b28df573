"""Calendars of scenes: offices, holidays, and what stands as owed once the worker has been by."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from care.actions.catch_up_calendar import catch_up_calendar
from policies.caller import Caller
from policies.scope import EVERYTHING
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from schema.ids import split_id
from tests.support.scenes import Scene

SAVE = """mutation($input: SaveOrganisationInput!) { saveOrganisation(input: $input) {
  organisation { id } userErrors { code path message } } }"""
HOLIDAY = """mutation($input: SaveHolidayInput!) { saveHoliday(input: $input) {
  holiday { id version season year firstOn lastOn division { code } }
  userErrors { code path message } warnings { code } } }"""
SUBMIT = """mutation($input: SubmitInput!) { submit(input: $input) {
  submission { id kind status submittedAt content period dueOn }
  userErrors { code path message citation } warnings { code } } }"""
SUBMISSIONS = """query($where: SubmissionWhere) { submissions(where: $where) { nodes {
  id kind period startsOn dueOn closesOn daysLeft status submittedAt content activityId basis citation
  division { code } organisation { id name } viewerCan } } }"""
SAFETY = """mutation($input: RecordSafetyEventInput!) { recordSafetyEvent(input: $input) {
  duty { kind calendar period status satisfiedBy dueOn citation organisation { name } }
  userErrors { code path message citation } warnings { code path message citation } } }"""


async def office(here: Scene, name: str, kind: str, **facts: Any) -> str:
    """Enter an organisation of the scene's county; gives its id."""
    form = {"name": name, "kind": kind, "division": str(here.county), **facts}
    payload = (await here.ask(SAVE, Role.COUNTY_OFFICER, input=form))["saveOrganisation"]
    assert payload["userErrors"] == [], payload
    found: str = payload["organisation"]["id"]
    return found


async def acting(here: Scene, role: Role, organisation: str) -> Caller:
    """Let somebody act for an organisation, by a role without a place."""
    parts = split_id(organisation)
    assert parts is not None
    who = replace(here.caller(role), areas=(), scope="{}", organisations=(parts[1],))
    await _assign(here, who, parts[1])
    return who


async def _assign(here: Scene, who: Caller, organisation: UUID) -> None:
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant, scope=EVERYTHING) as work:
        await work.run(
            insert(role_assignment).values(
                id=uuid7(),
                subject=who.subject,
                role=who.role.value,
                organisation_id=organisation,
                valid_from=work.now,
                granted_by="x",
                created_at=work.now,
            )
        )


async def by_the_worker(here: Scene) -> None:
    """Let the worker derive what the calendar asks for by the scene's day."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        await catch_up_calendar(work)


async def holiday(here: Scene, season: str, first: str, last: str, who: Any = Role.COUNTY_OFFICER) -> dict[str, Any]:
    """Save a holiday of the scene's county."""
    form = {"division": str(here.county), "season": season, "firstOn": first, "lastOn": last}
    payload: dict[str, Any] = (await here.ask(HOLIDAY, who, input=form))["saveHoliday"]
    return payload


async def asked(here: Scene, who: Any = Role.COUNTY_OFFICER, **where: Any) -> list[dict[str, Any]]:
    """List what the calendar asks for, by its due day."""
    found: list[dict[str, Any]] = (await here.ask(SUBMISSIONS, who, where=where))["submissions"]["nodes"]
    return found


async def hand_in(here: Scene, one: dict[str, Any], who: Any, at: str, **facts: Any) -> dict[str, Any]:
    """Hand in a submission at a moment; gives the payload."""
    form = {"submissionId": one["id"], "submittedAt": at, **facts}
    payload: dict[str, Any] = (await here.ask(SUBMIT, who, input=form))["submit"]
    return payload
