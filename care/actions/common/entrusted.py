"""Recording what a commission allows: a visit by the township of residence, or a call that stands in for one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.commissions import (
    RUNNING,
    allowing,
    change_commission,
    held_commissions,
    running_commission,
)
from care.actions.common.days import day_of, today
from care.actions.common.findings import Findings, Path, refusal
from care.actions.common.sight import not_found
from care.actions.common.townships import settle_townships
from care.divisions.scope import multirange
from care.duties.law import law_of
from policies.refusal import ErrorCode, Refusal, Refused
from policies.scope import within
from records.child import child
from records.codes import CommissionStatus, VisitMode, VisitOutcome
from records.commission import commission
from tenants.work import Work

# Modes that nobody records without a commission, with the status that it must have.
BY_COMMISSION: Final = {
    VisitMode.COMMISSIONED: CommissionStatus.ACCEPTED,
    VisitMode.PHONE_SUBSTITUTE: CommissionStatus.APPROVED,
}


async def open_entrusted(work: Work, keys: Sequence[UUID]) -> None:
    """Open the villages of children whose visit a township in the scope has taken over, for this transaction.

    Raises `Refused`: NOT_FOUND for each child that is out of sight and was not entrusted, RULE_VIOLATION for each one
    in sight that was not. Whoever locks the children asks again (`expect_entrusted`).
    """
    asked = select(commission.c.child_id, commission.c.division, commission.c.to_division).where(
        commission.c.child_id.in_(keys), commission.c.status == CommissionStatus.ACCEPTED
    )
    taken = {
        row["child_id"]: row["division"] for row in await work.all(asked) if within(work.scope, row["to_division"])
    }
    missing = [(place, key) for place, key in enumerate(keys) if key not in taken]
    if missing:
        theirs = await work.all(select(child).where(child.c.id.in_([key for _, key in missing])))
        seen = {row["id"]: row for row in theirs}
        raise Refused(*[await _refusal(work, ("childIds", str(place)), seen.get(key)) for place, key in missing])
    await work.widen(multirange(taken.values()))


async def expect_entrusted(
    work: Work, children: Sequence[asyncpg.Record], mode: VisitMode
) -> Mapping[UUID, asyncpg.Record]:
    """Load and lock the commissions by which a mode is recorded for children whose rows are locked; none for others.

    Raises `Refused` RULE_VIOLATION for each child without one.
    """
    status = BY_COMMISSION.get(mode)
    if status is None:
        return {}
    held = await held_commissions(work, [one["id"] for one in children], status)
    missing = [(place, one) for place, one in enumerate(children) if one["id"] not in held]
    if missing:
        raise Refused(*[await _refusal(work, ("childIds", str(place)), one, mode) for place, one in missing])
    return held


async def _refusal(
    work: Work, path: Path, row: asyncpg.Record | None, mode: VisitMode = VisitMode.COMMISSIONED
) -> Refusal:
    if row is None:
        return not_found(path)
    rule = allowing((await law_of(work)).at(row["division"], today(work)), mode)
    if mode is VisitMode.COMMISSIONED:
        zh, en = "没有您辖区已接受的委托", "has no commission that your areas have accepted"
    else:
        zh, en = "电话替代未经批准", "has no approved call in place of the visit"
    return refusal(ErrorCode.RULE_VIOLATION, path, zh, en, rule.citation if rule else None)


async def end_commissions(
    work: Work, mode: VisitMode, outcome: VisitOutcome, visits: Sequence[Mapping[str, Any]]
) -> None:
    """Bring the commissions of visited children (rows of `visit`, one for each child) to their end.

    A visit that was entrusted and made ends its commission; so does one that the file's own place made meanwhile.
    Nobody met changes nothing.
    """
    if outcome is not VisitOutcome.MET or (mode not in BY_COMMISSION and mode is not VisitMode.HOUSEHOLD):
        return
    made = {row["child_id"]: row for row in visits}
    statuses = RUNNING if mode is VisitMode.HOUSEHOLD else (BY_COMMISSION[mode],)
    held = await held_commissions(work, list(made), *statuses)
    for key, row in held.items():
        if mode is not VisitMode.HOUSEHOLD:
            visit = {"visit_id": made[key]["id"], "visited_at": made[key]["occurred_at"]}
            await change_commission(work, row["id"], CommissionStatus.VISITED, **visit)
        elif _after_the_offer(work, row, made[key]["occurred_at"]):
            await change_commission(work, row["id"], CommissionStatus.ENDED)
    await settle_townships(work, {row["to_division"] for row in held.values() if row["to_division"]})


async def end_running(work: Work, child: UUID) -> None:
    """End what runs of a child (whose row is locked) that lives no longer where the township was asked."""
    row = await running_commission(work, child)
    if row is not None:
        await change_commission(work, row["id"], CommissionStatus.ENDED)
        await settle_townships(work, [row["to_division"]] if row["to_division"] else [])


def check_after_offer(findings: Findings, work: Work, commissions: Iterable[asyncpg.Record], moment: datetime) -> None:
    """Check that what is recorded by commissions was not done before the day on which they were offered."""
    if not all(_after_the_offer(work, row, moment) for row in commissions):
        zh, en = "早于委托之日", "lies before the day of the commission"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("occurredAt",), zh, en)


def _after_the_offer(work: Work, row: asyncpg.Record, moment: datetime) -> bool:
    return day_of(moment, work) >= day_of(row["offered_at"], work)


async def follow_correction(work: Work, old: asyncpg.Record, new: Mapping[str, Any]) -> None:
    """Let the commission that a visit ended follow its correction: it waits again when the visit was none after all."""
    asked = select(commission).where(commission.c.child_id == old["child_id"], commission.c.visit_id == old["id"])
    row = await work.one(asked.with_for_update())
    if row is None:
        return
    if new["mode"] == old["mode"] and new["outcome"] == VisitOutcome.MET:
        visit = {"visit_id": new["id"], "visited_at": new["occurred_at"]}
        await change_commission(work, row["id"], CommissionStatus.VISITED, **visit)
    else:
        waiting = BY_COMMISSION[VisitMode[old["mode"]]]
        await change_commission(work, row["id"], waiting, visit_id=None, visited_at=None)
    await settle_townships(work, [row["to_division"]] if row["to_division"] else [])
