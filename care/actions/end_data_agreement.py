"""End an agreement on data before its day: what was granted and referred under it ends at once."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from alerts.outbox import announce_all
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.reasons import read_reason
from care.actions.common.sight import expect_version, not_found
from care.actions.needs.lists import end_referrals_to
from care.actions.needs.offers import release_claims
from care.actions.partners.agreements import in_force
from care.actions.partners.grants import take_back
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.data_agreement import data_agreement
from records.partner_grant import partner_grant
from tenants.work import Work


@dataclass(frozen=True)
class EndDataAgreement:
    """Which agreement ends, read at which version, and why."""

    data_agreement_id: UUID
    version: int
    reason: str
    idempotency_key: str | None = None


async def end_data_agreement(work: Work, caller: Caller, command: EndDataAgreement) -> Done:
    """End an agreement of the caller's county with all grants under it; referrals and claims if no other is in force.

    Raises `Refused`: FORBIDDEN, NOT_FOUND, REQUIRED for the reason, CONFLICT when it has ended or changed.
    """
    require(caller, "dataAgreement:end")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await work.one(
        select(data_agreement).where(data_agreement.c.id == command.data_agreement_id).with_for_update()
    )
    if row is None or not within(work.scope, row["division"]):
        raise Refused(not_found(("dataAgreementId",)))
    if row["ended_at"] is not None or row["ends_on"] < today(work):
        raise Refused(refusal(ErrorCode.CONFLICT, ("dataAgreementId",), "已终止", "has ended already"))
    expect_version(row, command.version)
    findings = Findings(labels=OF_PARTNER)
    reason = read_reason(findings, command.reason, today(work)) or ""
    warnings = findings.settle()

    ended = {"ended_at": work.now, "ended_by": caller.subject, "end_reason": reason, "updated_at": work.now}
    this = update(data_agreement).where(data_agreement.c.id == row["id"])
    await work.run(this.values(**ended, version=data_agreement.c.version + 1))
    gone = await take_back(work, caller.subject, reason, partner_grant.c.agreement_id == row["id"])
    if await in_force(work, row["organisation_id"], row["division"]) is None:
        await end_referrals_to(work, row["organisation_id"], row["division"])
        await release_claims(work, row["organisation_id"], row["division"])
    await audit(work, caller, "dataAgreement:end", object=row["id"], kind="dataAgreement", reason=reason)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    told = [(one["id"], one["division"]) for one in gone]
    await announce_all(work, "PARTNER_REVOKED", told, subject_kind="grant")
    return done
