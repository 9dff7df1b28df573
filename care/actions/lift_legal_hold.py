"""Lift a legal hold before its last day."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_KEEPING
from care.actions.common.reasons import read_reason
from care.actions.common.sight import expect_version, load
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.legal_hold import legal_hold
from tenants.work import Work


@dataclass(frozen=True)
class LiftLegalHold:
    """Which hold, read at which version, is lifted, and why."""

    legal_hold_id: UUID
    version: int
    reason: str
    idempotency_key: str | None = None


async def lift_legal_hold(work: Work, caller: Caller, command: LiftLegalHold) -> Done:
    """Lift a hold of the caller's area that still lasts.

    Raises `Refused`: FORBIDDEN, NOT_FOUND, CONFLICT when the version moved on or it has ended already, REQUIRED.
    """
    require(caller, "legalHold:lift")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, legal_hold, command.legal_hold_id, ("legalHoldId",))
    expect_version(row, command.version)
    findings, day = Findings(labels=OF_KEEPING), today(work)
    if row["lifted_at"] is not None or row["until"] < day:
        findings.refuse(ErrorCode.CONFLICT, ("legalHoldId",), "保全已结束", "has ended already")
    reason = read_reason(findings, command.reason, day)
    findings.settle()
    lifted = {"lifted_by": caller.subject, "lifted_at": work.now, "lifted_because": reason}
    same = update(legal_hold).where(legal_hold.c.id == row["id"])
    await work.run(same.values(**lifted, version=legal_hold.c.version + 1))
    fields = ("liftedBecause",)
    await audit(work, caller, "legalHold:lift", object=row["id"], kind="legalHold", fields=fields, reason=reason)
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["child_id"], division=row["division"])
    return done
