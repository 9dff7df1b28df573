"""Add to a report what became known later: further circumstances, and children who were unknown before."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from care.actions.common.days import check_past_moment
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.sight import opened
from care.actions.common.unset import spoken
from care.actions.reports.addressing import (
    Matter,
    Sent,
    address,
    children_of,
    matter_of,
    press,
    recipients_of,
    warn_of_gaps,
)
from care.actions.reports.checking import on_file
from care.actions.reports.duties import Owed, owe
from care.actions.reports.lists import list_addressed
from care.actions.reports.offices import holders
from care.actions.reports.sight import open_report, reopen_report
from care.actions.reports.telling import tell_recipients, trail_of_stand_ins
from care.duties.reports.addressed import Addressee, addressed, at_stake, first_steps
from care.duties.reports.follow_up import onward
from care.duties.reports.offices import stand_in
from care.rulebooks.values import URGENCIES
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import EVERYTHING
from records.codes import DutyKind, Purpose, ReportCircumstance, ReporterKind, ReportRecipient, Severity
from records.duty import duty
from records.report import report, report_child, report_reporter
from tenants.work import Work


@dataclass(frozen=True)
class AmendReport:
    """What is added: circumstances, known since a moment (now unless said), and children. Nothing can be taken away."""

    report_id: UUID
    also: tuple[ReportCircumstance, ...] = ()
    discovered_at: datetime | None = None
    child_ids: tuple[UUID, ...] = ()
    idempotency_key: str | None = None


async def amend_report(work: Work, caller: Caller, command: AmendReport) -> Done:
    """Add circumstances and children to a report in sight; new recipients are told, known ones perhaps sooner.

    Raises `Refused`: NOT_FOUND, REQUIRED when nothing is added, BAD_USER_INPUT for a time before the report's own.
    """
    require(caller, "report:amend")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier
    row = await open_report(work, caller, command.report_id)

    findings = Findings(labels=OF_REPORT)
    if not command.also and not command.child_ids:
        findings.require(("also",))
    since = command.discovered_at or work.now
    check_past_moment(findings, ("discoveredAt",), since, work)
    if since < row["discovered_at"]:
        findings.refuse(
            ErrorCode.BAD_USER_INPUT, ("discoveredAt",), "早于报告的发现时间", "lies before the report's own"
        )
    found = await on_file(findings, work, caller, command.child_ids)
    findings.settle()

    matter = await matter_of(work, row)
    await _link(work, matter, found)
    new = tuple(one for one in dict.fromkeys(command.also) if one not in (row["circumstance"], *row["also"]))
    sent = await _address(work, matter, row, new, since) if new else []
    warn_of_gaps(findings, ("recipients",), sent)
    # The sealed row: the report's own key would tell who reported it, where the reporter adds to it.
    fields, purpose = map(camel, spoken(command)), Purpose.MANDATORY_REPORT
    sealed = await work.value(select(report_reporter.c.id).where(report_reporter.c.report_id == row["id"]))
    await audit(work, caller, "report:amend", object=sealed, kind="report_reporter", fields=fields, purpose=purpose)
    await trail_of_stand_ins(work, caller, sent, matter.rules)
    done = Done((row["id"],), findings.settle())
    await remember(work, caller, command, done)
    await tell_recipients(work, matter, sent, Severity[row["severity"]])
    return done


async def _link(work: Work, matter: Matter, found: list[UUID]) -> None:
    """Link children, and let those who act for the recipients see them as they would have from the beginning."""
    before = await children_of(work, matter.key)
    new = [key for key in found if key not in before]
    async with opened(work, EVERYTHING):
        await work.many(insert(report_child), [{"report_id": matter.key, "child_id": key} for key in new])
    known = await recipients_of(work, matter.key)
    offices = {one: row["organisation_id"] for one, row in known.items()}
    people = await holders(work, matter.register, offices)
    await list_addressed(work, matter.key, [one for each in people.values() for one in each], new)


async def _address(
    work: Work, matter: Matter, row: asyncpg.Record, new: tuple[ReportCircumstance, ...], since: datetime
) -> list[Sent]:
    kind = await work.value(select(report_reporter.c.kind).where(report_reporter.c.report_id == row["id"]))
    severity, rules = Severity[row["severity"]], matter.rules
    ruled = addressed(new, severity, ReporterKind[kind], rules, since)
    matter = replace(matter, discovered_at=since, safety=matter.safety or at_stake(new, rules))
    known = await recipients_of(work, row["id"])
    wanted = stand_in([one for one in ruled if one.mandatory or one.recipient not in known], matter.register.unfit)
    for one in wanted:
        if one.recipient in known and one.mandatory:
            await press(work, matter, known[one.recipient], one)
    sent = await address(work, matter, [one for one in wanted if one.recipient not in known])
    await _pass_on(work, matter, wanted, new, since, known)
    await _rewrite(work, row, new, wanted, first_steps(new, rules))
    return sent


async def _pass_on(
    work: Work,
    matter: Matter,
    wanted: tuple[Addressee, ...],
    new: tuple[ReportCircumstance, ...],
    since: datetime,
    known: dict[ReportRecipient, asyncpg.Record],
) -> None:
    asked = select(duty.c.natural_key).where(duty.c.subject == matter.key, duty.c.kind == DutyKind.ONWARD_REPORT)
    owed = {tuple(one["natural_key"].split(":")[2:]) for one in await work.all(asked)}
    passing = [
        Owed(DutyKind.ONWARD_REPORT, one.by, one.to, since, one.due_at, one.rule, one.citation, one.basis)
        for one in onward(wanted, new, matter.rules, since)
        if (one.by.value, one.to.value) not in owed and not (one.to in known and known[one.to]["mandatory"])
    ]
    await owe(work, matter.key, matter.division, matter.rules.version, passing)


async def _rewrite(
    work: Work,
    row: asyncpg.Record,
    new: tuple[ReportCircumstance, ...],
    wanted: tuple[Addressee, ...],
    steps: frozenset[str],
) -> None:
    urgency = min((row["urgency"], *(one.urgency for one in wanted if one.mandatory)), key=URGENCIES.index)
    changes: dict[str, Any] = {
        "also": [*row["also"], *new],
        "urgency": urgency,
        "first_steps": sorted({*row["first_steps"], *steps}),
        "updated_at": work.now,
    }
    await work.run(update(report).where(report.c.id == row["id"]).values(**changes))
