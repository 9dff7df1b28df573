"""Set for how many months a closed file is kept before it is archived; no term, and nothing is archived by itself."""

from dataclasses import dataclass

from sqlalchemy import insert

from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_KEEPING
from care.actions.common.reasons import read_reason
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.ids import uuid7
from records.retention import retention_term
from tenants.work import Work

MOST = 1_200


@dataclass(frozen=True)
class SetRetentionTerm:
    """How many months after its closing a file is archived (1 to 1,200), None for never by itself; and why so."""

    reason: str
    months: int | None = None
    idempotency_key: str | None = None


async def set_retention_term(work: Work, caller: Caller, command: SetRetentionTerm) -> Done:
    """Let a term follow the one before; the nightly job goes by it from then on, also for files closed long ago.

    Raises `Refused`: FORBIDDEN, BAD_USER_INPUT for a number out of range, REQUIRED without a reason.
    """
    require(caller, "retention:set")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(labels=OF_KEEPING)
    if command.months is not None and not 1 <= command.months <= MOST:
        zh, en = f"应为1至{MOST}个月，留空表示不自动归档", f"must be 1 to {MOST} months, or none"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("months",), zh, en)
    reason = read_reason(findings, command.reason, today(work))
    findings.settle()
    key, by = uuid7(), {"set_by": caller.subject, "set_at": work.now}
    await work.run(insert(retention_term).values(id=key, months=command.months, reason=reason, **by))
    await audit(work, caller, "retention:set", object=key, kind="retention", fields=("months",), reason=reason)
    done = Done((key,))
    await remember(work, caller, command, done)
    return done
