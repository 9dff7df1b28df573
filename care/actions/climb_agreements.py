"""Climb before an agreement ends: village, township and county are told in turn that its last day comes near."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

import asyncpg
from sqlalchemy import Integer, Select, bindparam, func, literal_column, select, update

from care.actions.escalation.settings import settings_of
from care.actions.escalation.steps import ABOVE, Earlier, Taken, Told, earlier_steps, take
from care.duties.escalation.ladder import ladder
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.scope import EVERYTHING
from records.agreement import agreement
from records.child import child
from records.codes import EscalationClock, FileStatus
from records.escalation import escalation
from tenants.work import Work

BATCH: Final = 500
NEVER: Final = date.max
# The days before its end on which an agreement is looked at for the first time, written out as its index has them.
_FIRST: Final = literal_column("90", Integer)


async def climb_agreements(work: Work, *, size: int = BATCH) -> int:
    """Take the steps that are ripe of agreements in force; gives how many were looked at, `size` if there may be more.

    Nothing is told in quiet hours, of an agreement that was replaced or has ended, or of a closed file. What has ended
    is reviewed: a duty of its own, which climbs as others do.
    """
    await work.widen(EVERYTHING)
    if (await settings_of(work)).quiet.over(work.now):
        return 0
    rows = await work.all(_ripe(work.now.date(), size))
    if not rows:
        return 0
    law = await law_of(work)
    before = await earlier_steps(work, escalation.c.agreement_id, [row["id"] for row in rows])
    steps: list[Taken] = []
    days = []
    for row in rows:
        rules = law.at(row["division"], work.now.date())
        taken, following = _plan(row, rules, before.get(row["id"]), work.now)
        steps += taken
        days.append({"its": row["id"], "next": following})
    again = update(agreement).where(agreement.c.id == bindparam("its")).values(climbs_on=bindparam("next"))
    await work.many(again, days)
    await take(work, escalation.c.agreement_id, "agreement", steps)
    return len(rows)


def _ripe(today: date, size: int) -> Select[Any]:
    ripe = func.coalesce(agreement.c.climbs_on, agreement.c.ends_on - _FIRST)
    return (
        select(agreement.c.id, agreement.c.division, agreement.c.ends_on, child.c.file_status)
        .join(child, child.c.id == agreement.c.child_id)
        .where(agreement.c.concluded_on.is_not(None), agreement.c.replaced_on.is_(None), ripe <= today)
        .order_by(ripe)
        .limit(size)
        .with_for_update(of=agreement, skip_locked=True)
    )


def _plan(row: asyncpg.Record, rules: Rulebook, before: Earlier | None, now: datetime) -> tuple[list[Taken], date]:
    ends, today = row["ends_on"], now.date()
    if ends < today:
        return [], NEVER
    if row["file_status"] not in (FileStatus.OPEN, FileStatus.REVIEW):
        return [], today + timedelta(days=1)  # a file may be opened again
    over = datetime.combine(ends + timedelta(days=1), time(), now.tzinfo)
    told = before.levels if before else frozenset()
    steps = [one for one in ladder(EscalationClock.AGREEMENT, row["division"], over, rules) if one.level not in told]
    taken = [
        Taken(row["id"], row["division"], EscalationClock.AGREEMENT, over, step, _told(row, own=step.passed is None))
        for step in steps
        if step.at <= now
    ]
    return taken, min((step.at.date() for step in steps if step.at > now), default=NEVER)


def _told(row: asyncpg.Record, *, own: bool) -> Told:
    about = ("agreement", row["id"]) if own else (ABOVE, None)
    return Told("AGREEMENT_EXPIRING", *about)
