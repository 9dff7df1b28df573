"""Save an organisation: a new one, or new facts of one on file."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.locks import lock, lock_number
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ORGANISATION
from care.actions.common.places import check_place, places, prefecture
from care.actions.common.reading import read_name, read_short_text
from care.actions.common.sight import expect_version, not_found
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.codes import Department, OrganisationKind
from records.ids import uuid7
from records.organisation import organisation
from tenants.work import Work

# A duty line may be a short number (110, 12345) as well as a landline or a mobile, with an extension.
_LINE = re.compile(r"(?:\+?[0-9][0-9 -]{1,18}[0-9])(?:(?:转|-|#|x)[0-9]{1,6})?")


@dataclass(frozen=True)
class SaveOrganisation:
    """The whole of an organisation; `id` and the `version` it was read at when it is on file."""

    name: str
    kind: OrganisationKind
    division: int
    id: UUID | None = None
    version: int | None = None
    department: Department | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    idempotency_key: str | None = None


async def save_organisation(work: Work, caller: Caller, command: SaveOrganisation) -> Done:
    """Write an organisation of the caller's area; what the input leaves out is emptied.

    Raises `Refused`: NOT_FOUND, OUT_OF_JURISDICTION for one elsewhere, CONFLICT when the version moved on.
    """
    require(caller, "organisation:save")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await _load(work, command)

    findings = Findings(labels=OF_ORGANISATION)
    columns = await _columns(findings, work, command, row)
    warnings = findings.settle()

    key = uuid7() if row is None else row["id"]
    if row is None:
        await work.run(insert(organisation).values(id=key, created_at=work.now, updated_at=work.now, **columns))
    else:
        new = {**columns, "version": organisation.c.version + 1, "updated_at": work.now}
        await work.run(update(organisation).where(organisation.c.id == key).values(**new))
    fields = map(camel, spoken(command))
    await audit(work, caller, "organisation:save", object=key, kind="organisation", fields=fields)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "ORGANISATION_SAVED", subject_kind="organisation", subject=key, division=command.division)
    return done


async def _load(work: Work, command: SaveOrganisation) -> asyncpg.Record | None:
    if command.id is None:
        return None
    row = await work.one(select(organisation).where(organisation.c.id == command.id).with_for_update())
    if row is None:
        raise Refused(not_found(("id",)))
    findings = Findings()
    if command.version is None:
        findings.require(("version",))
    if not within(work.scope, row["division"]):
        zh, en = "该机构不在您的管辖范围内", "is outside your areas"
        findings.refuse(ErrorCode.OUT_OF_JURISDICTION, ("id",), zh, en)
    findings.settle()
    if command.version is not None:
        expect_version(row, command.version)
    return row


async def _columns(
    findings: Findings, work: Work, command: SaveOrganisation, row: asyncpg.Record | None
) -> dict[str, Any]:
    day = today(work)
    name = read_short_text(findings, ("name",), command.name, day)
    if name is None and not findings.spoiled("name"):
        findings.require(("name",))
    known = await places(work, [command.division])
    check_place(findings, ("division",), command.division, known, province=work.tenant.division, scope=work.scope)
    if (command.kind is OrganisationKind.DEPARTMENT) != (command.department is not None):
        zh, en = "类别为“部门”时必填，其他类别不填", "is given for a department, and for nothing else"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("department",), zh, en)
    if row is None and name is not None:
        await _check_same(findings, work, command, name)
    return {
        "name": name,
        "kind": command.kind,
        "department": command.department,
        "division": command.division,
        "prefecture": prefecture(command.division),
        "contact_name": read_name(findings, ("contactName",), command.contact_name, day),
        "contact_phone": _line(findings, command.contact_phone, day),
    }


async def _check_same(findings: Findings, work: Work, command: SaveOrganisation, name: str) -> None:
    """Check that no such organisation is on file; whoever saves the same one meanwhile waits, and then finds it."""
    told = f"{work.tenant.schema} organisation {command.division} {command.kind.value} {name}"
    await lock(work, lock_number(told.encode()))
    same = select(organisation.c.id).where(
        organisation.c.name == name,
        organisation.c.kind == command.kind,
        organisation.c.division == command.division,
    )
    other = await work.value(same.order_by(organisation.c.id).limit(1))
    if other is not None:
        zh, en = f"已登记（organisation_{other}）", f"is on file already (organisation_{other})"
        findings.refuse(ErrorCode.CONFLICT, ("name",), zh, en)


def _line(findings: Findings, value: str | None, day: date) -> str | None:
    line = read_short_text(findings, ("contactPhone",), value, day)
    if line is not None and not _LINE.fullmatch(line):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("contactPhone",), "不是电话号码", "is no telephone number")
    return line
