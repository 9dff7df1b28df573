"""Climb: whatever is overdue and done by nobody is told where it is owed, and then to each level above in turn.

A duty knows by itself when its next level is told (`climbs_at`, or when it is due), which is the watermark: after any
pause, and after a kill in the middle, what is ripe is found again by an index. Levels whose time came while nobody was
looking are told together, each once: whoever stands at one of them hears of no other's step.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Select, and_, bindparam, func, select, text, update

from care.actions.escalation.settings import settings_of
from care.actions.escalation.steps import Earlier, Taken, Told, earlier_steps, take
from care.actions.reports.lists import FOREVER
from care.divisions.tree import level_of
from care.duties.escalation.clocks import RANKS, REPORTING, Overdue
from care.duties.escalation.ladder import URGENT, Step, ladder
from care.duties.law import law_of
from care.duties.reports.addressed import at_stake
from care.rulebooks.rulebook import Rulebook
from policies.scope import EVERYTHING
from records.codes import AdminLevel, DutyBasis, DutyKind, ReportRecipient, Severity, TraineePost
from records.duty import OF_REPORTS, duty
from records.escalation import escalation
from records.report import report, report_recipient
from tenants.work import Work

BATCH: Final = 500
_OVERDUE: Final = {
    DutyKind.CONTACT: "CONTACT_OVERDUE",
    DutyKind.HOUSEHOLD_VISIT: "VISIT_OVERDUE",
    DutyKind.FOLLOW_UP: "VISIT_OVERDUE",
    DutyKind.SCREENING: "VISIT_OVERDUE",
    **dict.fromkeys(REPORTING, "REPORT_OVERDUE"),
}


async def climb(work: Work, *, size: int = BATCH) -> int:
    """Take the steps that are ripe; gives how many duties were looked at, `size` if there may be more.

    In quiet hours only reports are looked at, and of these only those told in which safety is at stake. Duties that
    somebody is writing are left for the next round.
    """
    await work.widen(EVERYTHING)
    until = (await settings_of(work)).quiet.over(work.now)
    rows = await work.all(ripe(work.now, size, reports_alone=until is not None))
    if not rows:
        return 0
    law = await law_of(work)
    before = await earlier_steps(work, escalation.c.duty_id, [row["id"] for row in rows])
    steps, moments = [], []
    for row in rows:
        rules = law.at(row["division"], work.now.date())
        taken, following = _plan(row, rules, before.get(row["id"]), work.now, until)
        steps += taken
        moments.append({"its": row["id"], "next": following})
    await work.many(update(duty).where(duty.c.id == bindparam("its")).values(climbs_at=bindparam("next")), moments)
    await take(work, escalation.c.duty_id, "duty", steps)
    return len(rows)


def ripe(now: datetime, size: int, *, reports_alone: bool) -> Select[Any]:
    """Ask for duties whose next step has come, the longest ago first, each with its report where it is of one."""
    moment = func.coalesce(duty.c.climbs_at, duty.c.due_at)
    of_report = and_(duty.c.subject_kind == "report", report.c.id == duty.c.subject)
    to = and_(report_recipient.c.report_id == report.c.id, report_recipient.c.recipient == duty.c.reasons[1])
    asked = (
        select(
            *(duty.c[name] for name in ("id", "kind", "division", "due_at", "closes_on", "updated_at", "post")),
            *(duty.c[name] for name in ("reasons", "natural_key", "calendar", "rule", "citation", "basis", "subject")),
            *(report.c[name] for name in ("circumstance", "also", "severity", "closed_at")),
            report_recipient.c.id.label("recipient"),
        )
        .select_from(duty.outerjoin(report, of_report).outerjoin(report_recipient, to))
        .where(duty.c.done_at.is_(None), duty.c.cancelled_at.is_(None), moment <= now)
        .order_by(moment)
        .limit(size)
        .with_for_update(of=duty, skip_locked=True)
    )
    return asked.where(text(OF_REPORTS)) if reports_alone else asked


def _plan(
    row: asyncpg.Record, rules: Rulebook, before: Earlier | None, now: datetime, quiet_until: datetime | None
) -> tuple[list[Taken], datetime | None]:
    """Give the steps that are taken now, and the moment of the next: None when it is due anew, FOREVER for never."""
    if row["due_at"] > now:
        return [], None  # it was moved since
    today, closes = now.date(), row["closes_on"]
    missed = closes is not None and closes < today
    history = missed and closes < row["updated_at"].astimezone(now.tzinfo).date()
    if history or row["closed_at"] is not None or (missed and before):
        return [], FOREVER
    one = _overdue(row, rules)
    if quiet_until is not None and one.clock not in URGENT:
        return [], quiet_until
    since = before.since if before else max(row["due_at"], row["updated_at"])
    told = before.levels if before else frozenset()
    own = _own_step(row, one, since)
    steps = [*([own] if own else []), *ladder(one.clock, one.owed_in, since, rules)]
    open_steps = [step for step in steps if step.level not in told]
    if missed:
        open_steps = open_steps[:1]  # there is nothing left to act on: it is told once
    taken = [
        Taken(row["id"], row["division"], one.clock, since, step, _told(row, one, own=step is own))
        for step in open_steps
        if step.at <= now
    ]
    return taken, min((step.at for step in open_steps if step.at > now), default=FOREVER)


def _own_step(row: asyncpg.Record, one: Overdue, since: datetime) -> Step | None:
    """Give the step where it is owed, if anything is announced there; it rests on what makes it due."""
    if _owned(one) is None:
        return None
    place = one.owed_in
    return Step(level_of(place), place, None, since, row["rule"], row["citation"], DutyBasis[row["basis"]])


def _overdue(row: asyncpg.Record, rules: Rulebook) -> Overdue:
    kind = DutyKind[row["kind"]]
    if kind not in REPORTING:
        post = TraineePost[row["post"]] if row["post"] else None
        return Overdue(kind, row["division"], calendar=row["calendar"] is not None, post=post)
    safety = row["severity"] == Severity.SERIOUS or at_stake((row["circumstance"], *row["also"]), rules)
    whose = row["natural_key"].split(":")[2] if kind is DutyKind.ONWARD_REPORT else None
    return Overdue(
        kind,
        row["division"],
        to=ReportRecipient[row["reasons"][0]],
        whose=ReportRecipient[whose] if whose else None,
        safety=safety,
    )


def _owned(one: Overdue) -> str | None:
    """Name the alert where it is owed: other duties stand in the lists of whoever owes them, and are told above."""
    return _OVERDUE.get(one.kind) or ("SUBMISSION_OVERDUE" if one.calendar else None)


def _told(row: asyncpg.Record, one: Overdue, *, own: bool) -> Told:
    severity = Severity[row["severity"]] if row["severity"] else Severity.ORDINARY
    kind = _owned(one) if own else None
    if kind is None:
        return Told("REPORT_ESCALATED" if one.kind in REPORTING else "DUTY_ESCALATED", severity=severity)
    if one.kind in REPORTING and RANKS[level_of(one.owed_in)] > RANKS[AdminLevel.COUNTY]:
        return Told(kind, severity=severity)  # nobody there reads reports by their place: of the step they may hear
    return Told(kind, *_subject(row, one), severity)


def _subject(row: asyncpg.Record, one: Overdue) -> tuple[str, UUID]:
    """Give what the alert where it is owed is about: the report's own state with a recipient, a submission, a duty."""
    if one.kind in REPORTING:
        return ("report_recipient", row["recipient"]) if row["recipient"] else ("report", row["subject"])
    return ("submission", row["id"]) if one.calendar else ("duty", row["id"])
