"""Break the glass: open named classes of one child to oneself for some hours, for a reason that others judge."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ACCESS
from care.actions.common.reasons import read_reason
from care.actions.common.sight import IN_USE, beyond_scope, not_found
from care.actions.reports.checking import in_sight
from care.actions.reports.sight import exactly
from policies.audit import audit
from policies.broken_glass import ground_of, may_name, shows_already
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.access import access_link
from records.break_glass import break_glass as table
from records.child import child
from records.ids import uuid7
from tenants.work import Work

MOST_HOURS = 3


@dataclass(frozen=True)
class BreakGlass:
    """Which child, which classes (policies/classes.py), why, and for how many hours."""

    child_id: UUID
    field_classes: tuple[str, ...]
    reason: str
    hours: int = 1
    idempotency_key: str | None = None


async def break_glass(work: Work, caller: Caller, command: BreakGlass) -> Done:
    """Let the caller read the named classes of a child out of sight, or hidden in sight, for at most three hours.

    It ends by itself; the places that the child belongs to are told, and it waits for somebody else's review.

    Raises `Refused`: FORBIDDEN for roles without the right, everything that is wrong with the request, NOT_FOUND, and
    CONFLICT where all of it shows already.
    """
    require(caller, "breakGlass:break")
    earlier = await replayed(work, caller, command)
    if earlier:
        await _reopen(work, caller, earlier)
        return earlier
    findings = Findings(labels=OF_ACCESS)
    named = _read_classes(findings, caller, command.field_classes)
    reason = read_reason(findings, command.reason, today(work))
    if not 1 <= command.hours <= MOST_HOURS:
        zh, en = f"应为1至{MOST_HOURS}小时", f"must be 1 to {MOST_HOURS}"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("hours",), zh, en)
    findings.settle()
    row = await _load(work, caller, command.child_id, named)

    key, until = uuid7(), work.now + timedelta(hours=command.hours)
    classes = sorted(one.value for one in named)
    of = {"child_id": row["id"], "division": row["division"], "field_classes": classes}
    by = {"subject": caller.subject, "role": caller.role.value, "reason": reason}
    await work.run(insert(table).values(id=key, **of, **by, broken_at=work.now, until=until))
    link = {"subject": caller.subject, "kind": "child", "object": row["id"], "ground": ground_of(key)}
    await work.run(insert(access_link).values(**link, classes=classes, until=until))
    await audit(work, caller, "breakGlass:break", object=row["id"], kind="child", fields=classes, reason=reason)
    done = Done((key,))
    await remember(work, caller, command, done)
    await announce(work, "ACCESS_BROKEN_GLASS", subject_kind="breakGlass", subject=key, division=row["division"])
    return done


def _read_classes(findings: Findings, caller: Caller, texts: tuple[str, ...]) -> frozenset[FieldClass]:
    if not texts:
        findings.require(("fieldClasses",))
    offered = {one.value: one for one in may_name(caller.permit)}
    for place, text in enumerate(texts):
        if text not in offered:
            names = ", ".join(sorted(offered))
            zh, en = f"应为下列之一：{names}", f"must be one of: {names}"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("fieldClasses", str(place)), zh, en)
    return frozenset(offered[text] for text in texts if text in offered)


async def _load(work: Work, caller: Caller, key: UUID, named: frozenset[FieldClass]) -> asyncpg.Record:
    """Load and lock the child, wherever it is, and open its village to this transaction."""
    found = await beyond_scope(work, select(child).where(child.c.id == key, IN_USE).with_for_update())
    if not found:
        raise Refused(not_found(("childId",)))
    if shows_already(caller.permit, named) and await in_sight(work, caller, found):
        findings = Findings(labels=OF_ACCESS)
        zh, en = "这些信息您本来就可以查看", "shows to you without breaking any glass"
        findings.refuse(ErrorCode.CONFLICT, ("fieldClasses",), zh, en)
        findings.settle()
    await work.widen(exactly(found[0]["division"]))
    return found[0]


async def _reopen(work: Work, caller: Caller, earlier: Done) -> None:
    """Open the child's village again, so that a repeated request reads its answer as the first one did."""
    mine = select(table.c.division).where(table.c.id.in_(earlier.ids), table.c.subject == caller.subject)
    for row in await beyond_scope(work, mine):
        await work.widen(exactly(row["division"]))
