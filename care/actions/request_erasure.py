"""Record that a child or a guardian asks for the child's data to be erased; somebody else decides."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_KEEPING
from care.actions.common.reasons import read_reason
from care.actions.common.sight import load_child
from care.actions.retention.erasable import refuse_if_in_use
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import ErasureRequester, ErasureStatus
from records.erasure import erasure
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RequestErasure:
    """Whose data are to be erased, who asked for it on which day, and why."""

    child_id: UUID
    requester: ErasureRequester
    asked_on: date
    reason: str
    idempotency_key: str | None = None


async def request_erasure(work: Work, caller: Caller, command: RequestErasure) -> Done:
    """Write the request for a child in sight whose file is closed or archived.

    Raises `Refused`: FORBIDDEN, NOT_FOUND, RULE_VIOLATION while the file is under care or a case, a report or a
    placement runs, LEGAL_HOLD, CONFLICT while another request waits, BAD_USER_INPUT for a day to come, REQUIRED.
    """
    require(caller, "erasure:request")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",), archived=True)
    findings, day = Findings(labels=OF_KEEPING), today(work)
    check_past_day(findings, ("askedOn",), command.asked_on, work)
    reason = read_reason(findings, command.reason, day)
    await refuse_if_in_use(findings, work, row, ("childId",))
    waiting = select(erasure.c.id).where(erasure.c.child_id == row["id"], erasure.c.status == ErasureStatus.REQUESTED)
    if await work.one(waiting) is not None:
        findings.refuse(ErrorCode.CONFLICT, ("childId",), "已有待审批的删除申请", "has a request that waits already")
    findings.settle()
    key = uuid7()
    of = {"id": key, "child_id": row["id"], "division": row["division"], "requester": command.requester.value}
    by = {"asked_on": command.asked_on, "reason": reason, "requested_by": caller.subject, "requested_at": work.now}
    await work.run(insert(erasure).values(**of, **by))
    await audit(work, caller, "erasure:request", object=key, kind="erasure", fields=("requester", "askedOn", "reason"))
    done = Done((key,))
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done
