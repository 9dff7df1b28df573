"""Revoke a role of an account: it ends now, and stays on file."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.roles import place_of, running
from care.actions.common.sight import not_found
from care.actions.common.subjects import read_subject
from care.actions.common.unset import spoken
from care.actions.needs.lists import relist
from care.actions.reports.lists import unlist
from policies.assign import require_assign
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import Refused
from policies.require import require
from records.access import role_assignment
from records.codes import Role
from tenants.work import Work


@dataclass(frozen=True)
class RevokeRole:
    """Whose role ends: the account, the role, and where it was given."""

    subject: str
    role: Role
    division: int | None = None
    organisation_id: UUID | None = None
    reason: str | None = None
    idempotency_key: str | None = None


async def revoke_role(work: Work, caller: Caller, command: RevokeRole) -> Done:
    """End a role that the caller may give, inside the caller's own areas.

    Raises `Refused`: FORBIDDEN, OUT_OF_JURISDICTION, NOT_FOUND when the account does not hold the role there.
    """
    require(caller, "role:assign")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings = Findings()
    subject = read_subject(findings, command.subject) or ""
    reason = read_text(findings, ("reason",), command.reason, today(work))
    place = await place_of(findings, work, command.division, command.organisation_id) or 0
    warnings = findings.settle()
    require_assign(caller, subject, command.role, place)
    held = await running(work, subject, command.role, place, command.organisation_id)
    if held is None:
        raise Refused(not_found(("role",)))

    key = held["id"]
    ended = update(role_assignment).where(role_assignment.c.id == key)
    await work.run(ended.values(revoked_at=work.now, version=role_assignment.c.version + 1))
    await unlist(work, subject)
    await relist(work, subject)
    fields = map(camel, spoken(command))
    await audit(work, caller, "role:revoke", object=key, kind="role_assignment", fields=fields, reason=reason)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "ROLE_ASSIGNED", subject_kind="role_assignment", subject=key, division=place)
    return done
