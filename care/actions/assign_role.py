"""Assign a role to an account: for a place, for an organisation, or both."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.appointing import check_account
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.locks import lock, lock_number
from care.actions.common.once import remember, replayed
from care.actions.common.places import check_place, places
from care.actions.common.reading import read_name
from care.actions.common.roles import place_of, running
from care.actions.common.subjects import read_subject
from care.actions.common.unset import spoken
from care.actions.needs.lists import list_for_office
from care.actions.reports.lists import list_for_role
from care.actions.reports.offices import Holder
from policies.assign import require_assign
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class AssignRole:
    """Who gets which role, where, and until when; `name` is how the person is called in messages."""

    subject: str
    role: Role
    division: int | None = None
    organisation_id: UUID | None = None
    until: datetime | None = None
    name: str | None = None
    idempotency_key: str | None = None


async def assign_role(work: Work, caller: Caller, command: AssignRole) -> Done:
    """Give a role that the caller may give, inside the caller's own areas.

    Raises `Refused`: FORBIDDEN, OUT_OF_JURISDICTION, RULE_VIOLATION for a place wider than the role, NOT_FOUND for the
    organisation, NOT_ASSESSED for the post of a trainee who must pass an assessment first, CONFLICT when the account
    holds the role there already.
    """
    require(caller, "role:assign")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings = Findings()
    subject = read_subject(findings, command.subject) or ""
    if not subject and not findings.spoiled("subject"):
        findings.require(("subject",))
    name = read_name(findings, ("name",), command.name, today(work))
    if command.until is not None and command.until <= work.now:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "应晚于现在", "must lie in the future")
    place = await place_of(findings, work, command.division, command.organisation_id) or 0
    if place:
        await _check_power(findings, work, caller, command.role, subject, place)
    await check_account(findings, work, subject, command.role)
    findings.settle()
    await lock(work, lock_number(f"{work.tenant.schema} role {subject}".encode()))
    if await running(work, subject, command.role, place, command.organisation_id) is not None:
        findings.refuse(ErrorCode.CONFLICT, ("role",), "该账号已有此角色", "the account holds this role already")
    warnings = findings.settle()

    key = uuid7()
    new = insert(role_assignment).values(
        id=key,
        subject=subject,
        name=name,
        role=command.role,
        division=place,
        organisation_id=command.organisation_id,
        valid_from=work.now,
        until=command.until,
        granted_by=caller.subject,
        created_at=work.now,
    )
    await work.run(new)
    # Reports that are open already are addressed to whoever acts for the office from now on.
    holder = Holder(subject, command.until)
    await list_for_role(work, holder, command.role, place, command.organisation_id)
    await list_for_office(work, subject, command.role, command.organisation_id, command.until)
    fields = map(camel, spoken(command))
    await audit(work, caller, "role:assign", object=key, kind="role_assignment", fields=fields)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "ROLE_ASSIGNED", subject_kind="role_assignment", subject=key, division=place)
    return done


async def _check_power(findings: Findings, work: Work, caller: Caller, role: Role, subject: str, place: int) -> None:
    try:
        require_assign(caller, subject, role, place)
    except Refused as refused:
        findings.refusals.extend(refused.refusals)
        return
    known = await places(work, [place])
    check_place(findings, ("division",), place, known, province=work.tenant.division, scope=work.scope)
