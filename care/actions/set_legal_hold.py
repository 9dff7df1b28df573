"""Hold a child's file: it is neither archived nor erased until a day, as a court, a case or the county needs it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_KEEPING
from care.actions.common.reasons import read_reason
from care.actions.common.sight import load_child
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import HoldGround
from records.ids import uuid7
from records.legal_hold import legal_hold
from tenants.work import Work


@dataclass(frozen=True)
class SetLegalHold:
    """Which child's file is held, on which ground, why, and until which day (the last one)."""

    child_id: UUID
    ground: HoldGround
    reason: str
    until: date
    idempotency_key: str | None = None


async def set_legal_hold(work: Work, caller: Caller, command: SetLegalHold) -> Done:
    """Hold the file of a child in sight, whatever its status; it ends by itself after its last day.

    Several holds stand beside each other: a longer one is another one. Raises `Refused`: FORBIDDEN, NOT_FOUND,
    REQUIRED without a reason, BAD_USER_INPUT for a day that has passed.
    """
    require(caller, "legalHold:set")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",), archived=True)
    findings, day = Findings(labels=OF_KEEPING), today(work)
    reason = read_reason(findings, command.reason, day)
    if command.until < day:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "日期在今天之前", "lies in the past")
    findings.settle()
    key = uuid7()
    of = {"id": key, "child_id": row["id"], "division": row["division"], "ground": command.ground.value}
    by = {"reason": reason, "until": command.until, "set_by": caller.subject, "set_at": work.now}
    await work.run(insert(legal_hold).values(**of, **by))
    fields = ("ground", "reason", "until")
    await audit(work, caller, "legalHold:set", object=key, kind="legalHold", fields=fields)
    done = Done((key,))
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done
