"""Revoke what a partner was granted: it ends at once, and the partner is told."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from alerts.outbox import announce_all
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.reasons import read_reason
from care.actions.common.sight import not_found
from care.actions.common.told import require_rows
from care.actions.needs.lists import end_referrals_to
from care.actions.partners.grants import take_back
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import Refused
from policies.require import require
from records.organisation import organisation
from records.partner_grant import partner_grant
from tenants.work import Work


@dataclass(frozen=True)
class RevokePartner:
    """Which partner loses which grants, or everything that it has of the caller's places, and why."""

    organisation_id: UUID
    reason: str
    grant_ids: tuple[UUID, ...] | None = None
    idempotency_key: str | None = None


async def revoke_partner(work: Work, caller: Caller, command: RevokePartner) -> Done:
    """End running grants of a partner in the caller's places; without `grant_ids` all of them, and its referrals too.

    Raises `Refused`: FORBIDDEN, REQUIRED for the reason, NOT_FOUND for the partner and a grant that does not run.
    """
    require(caller, "grant:revoke")
    require_rows(caller, "child")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(labels=OF_PARTNER)
    # Whatever kind it is of by now: what was granted to it can be taken back.
    if await work.value(select(organisation.c.id).where(organisation.c.id == command.organisation_id)) is None:
        findings.refusals.append(not_found(("organisationId",)))
    reason = read_reason(findings, command.reason, today(work)) or ""
    warnings = findings.settle()

    which = [partner_grant.c.organisation_id == command.organisation_id]
    if command.grant_ids is not None:
        which.append(partner_grant.c.id.in_(command.grant_ids))
    gone = await take_back(work, caller.subject, reason, *which)
    ended = {row["id"] for row in gone}
    missing = [place for place, key in enumerate(command.grant_ids or ()) if key not in ended]
    if missing:
        raise Refused(*(not_found(("grantIds", str(place))) for place in missing))
    if command.grant_ids is None:
        await end_referrals_to(work, command.organisation_id)
    for row in gone:
        await audit(work, caller, "grant:revoke", object=row["id"], kind="grant", reason=reason)
    if not gone:
        await audit(work, caller, "grant:revoke", object=command.organisation_id, kind="organisation", reason=reason)
    done = Done(tuple(row["id"] for row in gone), warnings)
    await remember(work, caller, command, done)
    told = [(one["id"], one["division"]) for one in gone]
    await announce_all(work, "PARTNER_REVOKED", told, subject_kind="grant")
    return done
