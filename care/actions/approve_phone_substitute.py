"""Approve a phone substitute: the county lets a call stand in for the visit to a child that lives elsewhere."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.commissions import change_commission, refuse_running, running_commission, weigh
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_COMMISSION
from care.actions.common.sight import load_child
from care.actions.common.townships import settle_townships
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import CommissionStatus, VisitMode
from records.commission import commission
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class ApprovePhoneSubstitute:
    """For which child a call may stand in for the next visit, and why."""

    child_id: UUID
    reason: str
    idempotency_key: str | None = None


async def approve_phone_substitute(work: Work, caller: Caller, command: ApprovePhoneSubstitute) -> Done:
    """Let one call stand in for the visit that a child in sight is owed, proposed or not; gives that duty.

    A commission that runs ends with it, accepted or not. Raises `Refused`: NOT_FOUND, RULE_VIOLATION where no rule
    allows it or no visit is owed, REQUIRED without a reason, CONFLICT when it was approved already.
    """
    require(caller, "commission:approve")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    child = await load_child(work, caller, command.child_id, ("childId",))

    findings = Findings(OF_COMMISSION)
    before = await running_commission(work, command.child_id)
    if before is not None and before["status"] == CommissionStatus.APPROVED:
        refuse_running(findings, before)
    weighed = await weigh(findings, work, caller, child, VisitMode.PHONE_SUBSTITUTE, command.reason)

    reason, key = weighed.columns["reason"], before["id"] if before else uuid7()
    approved = {"approved_by": caller.subject, "approved_at": work.now, "approval_reason": reason}
    if before is None:
        row = {**weighed.columns, "id": key, "status": CommissionStatus.APPROVED, **approved}
        await work.run(insert(commission).values(row))
    else:
        await change_commission(work, key, CommissionStatus.APPROVED, **approved)
    asked = [before["to_division"]] if before and before["to_division"] else []
    await settle_townships(work, asked)
    await audit(
        work,
        caller,
        "commission:approve",
        object=key,
        kind="commission",
        fields=("status",),
        reason=reason,
        rule_version=weighed.columns["rule_version"],
    )
    done = Done((weighed.duty,), weighed.warnings)
    await remember(work, caller, command, done)
    for place in (child["division"], *asked):
        await announce(work, "COMMISSION_ANSWERED", subject_kind="commission", subject=key, division=place)
    return done
