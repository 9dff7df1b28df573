"""Reports in a scene: offices with people in them, filing, and the questions that are asked of a report."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from policies.caller import Caller
from records.codes import Department, OrganisationKind, Role
from tests.support.scenes import Scene

STATE = """recipient mandatory urgency dueAt sentAt delayMinutes deliveredBy acknowledgeBy acknowledgedAt outcome
  insteadOf passedOnBy basis citation organisation { name contactPhone }"""
REPORT = f"""id circumstance also severity urgency discoveredAt stage narrative firstSteps feedback outcome reporter
  masked externalReference closedAt division {{ code }} children {{ id name }} recipients {{ {STATE} }}"""
ANSWER = "userErrors { code message path citation } warnings { code message path citation }"


def _mutation(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return (
        f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ report {{ {REPORT} }}"
        f" contacts {{ name contactPhone }} {ANSWER} }} }}"
    )


FILE, ACKNOWLEDGE, PASS_ON = _mutation("fileReport"), _mutation("acknowledgeReport"), _mutation("passOnReport")
DELIVER, AMEND, CLOSE = _mutation("recordDelivery"), _mutation("amendReport"), _mutation("closeReport")
REPORTS = f"query($where: ReportWhere) {{ reports(where: $where) {{ totalCount nodes {{ {REPORT} }} }} }}"
SAVE = """mutation($input: SaveOrganisationInput!) { saveOrganisation(input: $input) {
  organisation { id } userErrors { code message path } } }"""
ASSIGN = "mutation($input: AssignRoleInput!) { assignRole(input: $input) { userErrors { code message path } } }"
REVOKE = "mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { userErrors { code message path } } }"

Payload = dict[str, Any]
LABELS = {
    OrganisationKind.VILLAGE_COMMITTEE: "村委会",
    OrganisationKind.TOWNSHIP: "街道办事处",
    OrganisationKind.PROTECTION_CENTRE: "未保中心",
}


def admin(scene: Scene) -> Caller:
    """Give who enters offices and roles."""
    return scene.caller(Role.TENANT_ADMIN, subject=f"admin@{scene.tenant}")


async def office(scene: Scene, kind: OrganisationKind, place: int, department: Department | None = None) -> str:
    """Enter an office with a duty line; gives its id."""
    name = f"{department.zh}局" if department else LABELS.get(kind, kind.zh)
    form = {
        "name": name,
        "kind": kind.value,
        "department": department.value if department else None,
        "division": str(place),
        "contactName": "值班室",
        "contactPhone": "110" if department is Department.POLICE else "0591-12345678",
    }
    payload = (await scene.ask(SAVE, admin(scene), input=form))["saveOrganisation"]
    assert payload["userErrors"] == [], payload
    key: str = payload["organisation"]["id"]
    return key


async def department(scene: Scene, which: Department, place: int | None = None) -> str:
    """Enter a department of the county, or of another place."""
    return await office(scene, OrganisationKind.DEPARTMENT, place or scene.county, which)


async def employed(
    scene: Scene, role: Role, organisation: str | None = None, *, place: int | None = None, subject: str | None = None
) -> Caller:
    """Give a role to somebody, for an office or a place, and let them act in it."""
    who = scene.caller(role, *([place] if place else []), subject=subject or f"{role.value.lower()}@{scene.tenant}")
    form = {"subject": who.subject, "role": role.value, "division": str(who.areas[0]), "organisationId": organisation}
    payload = (await scene.ask(ASSIGN, admin(scene), input=form))["assignRole"]
    assert payload["userErrors"] == [], payload
    return replace(who, organisations=(UUID(organisation.partition("_")[2]),)) if organisation else who


async def liaison(scene: Scene, which: Department) -> Caller:
    """Enter a department of the county with somebody in it."""
    subject = f"{which.value.lower()}@{scene.tenant}"
    return await employed(scene, Role.DEPARTMENT_LIAISON, await department(scene, which), subject=subject)


def form(scene: Scene, circumstance: str, discovered: str, **facts: Any) -> dict[str, Any]:
    """Fill in a report of the scene's village, by its director."""
    return {
        "circumstance": circumstance,
        "discoveredAt": f"{discovered}:00+08:00",
        "division": str(scene.village),
        "narrative": "情况见面谈记录",
        "reporterKind": "CHILD_DIRECTOR",
        **facts,
    }


async def file(
    scene: Scene, circumstance: str, discovered: str, who: Role | Caller = Role.CHILD_DIRECTOR, **facts: Any
) -> Payload:
    """File a report and give the payload, which holds one."""
    payload: Payload = (await scene.ask(FILE, who, input=form(scene, circumstance, discovered, **facts)))["fileReport"]
    assert payload["userErrors"] == [], payload
    return payload


async def send(scene: Scene, document: str, who: Role | Caller, **given: Any) -> Payload:
    """Send a mutation of one input and give its payload."""
    data = await scene.ask(document, who, input=given)
    payload: Payload = next(iter(data.values()))
    return payload


async def read(scene: Scene, who: Role | Caller, **where: Any) -> list[dict[str, Any]]:
    """Read the reports that somebody sees."""
    nodes: list[dict[str, Any]] = (await scene.ask(REPORTS, who, where=where or None))["reports"]["nodes"]
    return nodes


def by_recipient(report: dict[str, Any], *, informed: bool = True) -> dict[str, dict[str, Any]]:
    """Give the recipients of a report by their code; without those who get it for information if so asked."""
    return {one["recipient"]: one for one in report["recipients"] if one["mandatory"] or informed}


async def duties(scene: Scene, report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Read the duties of a report by hand, by kind and to whom (`REPORT POLICE`)."""
    tenant = await scene.house.tenant(scene.tenant)
    assert tenant is not None
    async with scene.house.work(tenant, scope="{(,)}") as work:
        sql = f'SELECT * FROM "{tenant.schema}".duty WHERE subject = $1'
        rows = await work.connection.fetch(sql, UUID(report["id"].partition("_")[2]))
    return {f"{row['kind']} {row['reasons'][0]}": dict(row) for row in rows}
