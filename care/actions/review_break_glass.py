"""Review an access that was broken open: whether its reason holds, judged by somebody else than who broke it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update

from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ACCESS
from care.actions.common.reasons import read_reason
from care.actions.common.sight import expect_version, not_found
from policies.audit import audit
from policies.broken_glass import ground_of
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.access import access_link
from records.break_glass import break_glass
from records.codes import BreakGlassOutcome
from tenants.work import Work


@dataclass(frozen=True)
class ReviewBreakGlass:
    """Which access, read at which version, what was found of it, and why."""

    break_glass_id: UUID
    version: int
    outcome: BreakGlassOutcome
    note: str
    idempotency_key: str | None = None


async def review_break_glass(work: Work, caller: Caller, command: ReviewBreakGlass) -> Done:
    """Judge an access of the caller's area; one that was not justified ends at once, if it has not ended yet.

    Raises `Refused`: FORBIDDEN for roles without the right and for who broke it, NOT_FOUND, REQUIRED for the note,
    CONFLICT for one that was reviewed already.
    """
    require(caller, "breakGlass:review")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    asked = select(break_glass).where(break_glass.c.id == command.break_glass_id).with_for_update()
    row = await work.one(asked)
    by_place = caller.permit.row("breakGlass") is RowKind.AREA
    if row is None or not by_place or not within(work.scope, row["division"]):
        raise Refused(not_found(("breakGlassId",)))
    if row["subject"] == caller.subject:
        zh, en = "不能复核自己的紧急查阅", "nobody reviews what they broke open themselves"
        raise Refused(refusal(ErrorCode.FORBIDDEN, ("breakGlassId",), zh, en))
    findings = Findings(labels=OF_ACCESS)
    note = read_reason(findings, command.note, today(work), name="note")
    if row["outcome"] is not None:
        findings.refuse(ErrorCode.CONFLICT, ("breakGlassId",), "已复核", "was reviewed already")
    findings.settle()
    expect_version(row, command.version)

    found = {"outcome": command.outcome.value, "note": note, "reviewed_by": caller.subject, "reviewed_at": work.now}
    same = update(break_glass).where(break_glass.c.id == row["id"])
    await work.run(same.values(**found, version=break_glass.c.version + 1))
    if command.outcome is BreakGlassOutcome.NOT_JUSTIFIED:
        await work.run(delete(access_link).where(access_link.c.ground == ground_of(row["id"])))
    await audit(work, caller, "breakGlass:review", object=row["id"], kind="breakGlass", fields=("outcome", "note"))
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return done
