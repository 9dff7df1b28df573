"""Decide on a request for erasure, as somebody else than who recorded it: erase for good, or decline."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_KEEPING
from care.actions.common.reasons import read_reason
from care.actions.common.sight import expect_version, load, load_child
from care.actions.retention.erasable import refuse_if_in_use
from care.actions.retention.erasing import erase
from care.actions.retention.proof import digest
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.codes import ErasureStatus
from records.erasure import erasure
from tenants.work import Work


@dataclass(frozen=True)
class DecideErasure:
    """Which request, read at which version, whether it is followed, and a note, which a declined one needs."""

    erasure_id: UUID
    version: int
    erase: bool
    note: str | None = None
    idempotency_key: str | None = None


async def decide_erasure(work: Work, caller: Caller, command: DecideErasure) -> Done:
    """Erase the child's data in this transaction and leave the proof, or decline.

    Raises `Refused`: FORBIDDEN for roles without the right and for who recorded the request, NOT_FOUND, CONFLICT when
    it was decided or the version moved on, REQUIRED for a note where it is declined; RULE_VIOLATION and LEGAL_HOLD, as
    the request did, when the file is needed by now.
    """
    require(caller, "erasure:decide")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, erasure, command.erasure_id, ("erasureId",))
    if row["requested_by"] == caller.subject:
        zh, en = "不能审批自己登记的申请", "nobody decides on a request that they recorded"
        raise Refused(refusal(ErrorCode.FORBIDDEN, ("erasureId",), zh, en, labels=OF_KEEPING))
    findings = Findings(labels=OF_KEEPING)
    note = read_reason(findings, command.note, today(work), required=not command.erase, name="note")
    if row["status"] != ErasureStatus.REQUESTED:
        findings.refuse(ErrorCode.CONFLICT, ("erasureId",), "已审批", "was decided already")
    findings.settle()
    expect_version(row, command.version)
    status = ErasureStatus.ERASED if command.erase else ErasureStatus.DECLINED
    decided = {"status": status.value, "decided_by": caller.subject, "decided_at": work.now}
    if not command.erase:
        await _write(work, row, {**decided, "note": note})
    else:
        child = await load_child(work, caller, row["child_id"], ("erasureId",), archived=True)
        await refuse_if_in_use(findings, work, child, ("erasureId",))
        findings.settle()
        erased = await erase(work, child)
        proof = {**dict(row), **decided, "erased": erased}
        await _write(work, row, {**decided, "erased": orjson.dumps(erased).decode(), "digest": digest(proof)})
    fields = ("status", *(("erased",) if command.erase else ("note",)))
    await audit(work, caller, "erasure:decide", object=row["id"], kind="erasure", fields=fields)
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    kind = "CHILD_ERASED" if command.erase else "CHILD_UPDATED"
    await announce(work, kind, subject_kind="child", subject=row["child_id"], division=row["division"])
    return done


async def _write(work: Work, row: asyncpg.Record, values: dict[str, Any]) -> None:
    same = update(erasure).where(erasure.c.id == row["id"])
    await work.run(same.values(**values, version=erasure.c.version + 1))
