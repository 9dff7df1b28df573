"""Fills the demo's tenants by the doors that real ones use: onboarding, mutations of the administrator, the ledger."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from api.demo.errors import SeedError
from api.demo.personas import OPERATOR, Staff, admin, staff
from api.identity import Identity
from api.local import local, whole
from care.actions.appoint_admin import appoint_admin
from care.divisions.table import find
from policies.caller import Caller
from records.access import role_assignment
from records.child import child
from records.codes import Role
from records.tenant import operator as operators
from schema.execute import execute
from tenants.house import House
from tenants.registry import Login, Tenant

ORGANISATION = """mutation($input: SaveOrganisationInput!) {
  saveOrganisation(input: $input) { organisation { id } userErrors { message } }
}"""
ROLE = "mutation($input: AssignRoleInput!) { assignRole(input: $input) { userErrors { message } } }"
TRAINEE = """mutation($input: EnrolTraineeInput!) {
  enrolTrainee(input: $input) { trainee { id } userErrors { message } }
}"""
TRAINED = "mutation($input: RecordTrainingInput!) { recordTraining(input: $input) { userErrors { message } } }"


async def seed_platform(house: House) -> None:
    """Enter the demo's operator."""
    async with house.platform() as platform:
        await platform.run(upsert(operators).values(subject=OPERATOR, name="平台运维").on_conflict_do_nothing())


async def seed_staff(house: House, identity: Identity, tenant: Tenant, token: str) -> None:
    """Give a tenant its staff with organisations, posts and trainings; what is there already stays.

    `token` is its administrator's. Raises `SeedError`.
    """
    async with house.work(tenant, scope=whole(tenant)) as work:
        await appoint_admin(work, local(tenant, Role.TENANT_ADMIN, work.now), admin(tenant.code))
    people = [one for one in staff() if one.place.tenant == tenant.code and one.subject != admin(tenant.code)]
    held = await _held(house, tenant)
    caller = await identity.caller(token)
    for one in people:
        if one.subject not in held:
            await _appoint(house, tenant, caller, one, house.clock().date())


async def _held(house: House, tenant: Tenant) -> set[str]:
    async with house.work(tenant, login=Login.WRITER, scope=whole(tenant)) as work:
        return {row["subject"] for row in await work.all(select(role_assignment.c.subject))}


async def _appoint(house: House, tenant: Tenant, caller: Caller, one: Staff, today: date) -> None:
    division = str(one.division)

    async def ask(document: str, **values: Any) -> Any:
        answer = await execute(house, tenant, caller, document, variables={"input": values})
        refused = [error for payload in (answer.get("data") or {}).values() for error in payload["userErrors"]]
        if "errors" in answer or refused:
            raise SeedError(f"{one.subject}: {answer.get('errors') or refused}")
        return answer["data"]

    organisation = None
    if one.post.organisation is not None:
        kind, department, name = one.post.organisation
        saved = await ask(
            ORGANISATION,
            kind=kind.value,
            department=department.value if department else None,
            name=f"{_name(one.division)}{name}",
            division=division,
            contactName="值班室",
            contactPhone="0591-12345678" if tenant.code == "fujian" else "0351-12345678",
            idempotencyKey=f"demo organisation {one.post.beside or one.post.who}@{one.place.label}",
        )
        organisation = saved["saveOrganisation"]["organisation"]["id"]
    if one.post.role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR):
        await _enrol(ask, one, today)
    await ask(
        ROLE,
        subject=one.subject,
        role=one.post.role.value,
        division=division,
        organisationId=organisation,
        idempotencyKey=f"demo role {one.subject}",
    )


async def _enrol(ask: Any, one: Staff, today: date) -> None:
    held = date(today.year, 3, 12)
    enrolled = await ask(
        TRAINEE,
        name="林晓燕" if one.post.role is Role.CHILD_DIRECTOR else "陈建国",
        phone="13900000000",
        post=one.post.role.value,
        division=str(one.division),
        sex="FEMALE" if one.post.role is Role.CHILD_DIRECTOR else "MALE",
        source="COMMITTEE_MEMBER",
        subject=one.subject,
        idempotencyKey=f"demo trainee {one.subject}",
    )
    await ask(
        TRAINED,
        traineeId=enrolled["enrolTrainee"]["trainee"]["id"],
        kind="INITIAL",
        trainerLevel="PREFECTURE",
        heldOn=(held if held <= today else held.replace(year=today.year - 1)).isoformat(),
        topics=["DUTIES", "FAMILY_VISIT", "MANDATORY_REPORT"],
        assessment="PASSED",
        idempotencyKey=f"demo training {one.subject}",
    )


def _name(code: int) -> str:
    place = find(code)
    return place.name if place else ""


async def children_of(house: House, tenant: Tenant) -> int:
    """Count a tenant's children, for the start page and to see whether its ledger is in."""
    async with house.work(tenant, scope=whole(tenant)) as work:
        count: int = await work.value(select(func.count()).select_from(child))
    return count
