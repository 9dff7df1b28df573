"""Open the case of a child, from mandatory reports or without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.cases.parties import check_office, give
from care.actions.cases.sight import InHand, case_findings, reopen_case, running_of
from care.actions.cases.stages import named
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.places import prefecture
from care.actions.common.reading import read_text
from care.actions.common.sight import load_children
from care.actions.common.unset import spoken
from care.actions.reports.lists import list_case
from care.actions.reports.offices import Holder, register_of
from care.actions.reports.sight import exactly, open_report
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import within
from records.case import care_case, case_report
from records.codes import LoopStage, Purpose
from records.ids import uuid7
from records.report import report_child
from tenants.work import Work


@dataclass(frozen=True)
class OpenCase:
    """Whose case it is, from which reports, what it is about, and to which organisations it is given."""

    child_id: UUID
    report_ids: tuple[UUID, ...] = ()
    summary: str | None = None
    organisation_ids: tuple[UUID, ...] = ()
    idempotency_key: str | None = None


async def open_case(work: Work, caller: Caller, command: OpenCase) -> Done:
    """Open a case for a child in sight; it is overseen from where its reports are, and begins as far as they are.

    Raises `Refused`: NOT_FOUND for a child, report or organisation, CONFLICT when a case in sight runs already,
    BAD_USER_INPUT for a report that is not about the child, RULE_VIOLATION for an organisation that is implicated.
    """
    require(caller, "case:open")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, earlier.ids[0])
        return earlier
    (child,) = await load_children(work, caller, [command.child_id], ("childId",))
    reports = [
        await open_report(work, caller, key, ("reportIds", str(place)))
        for place, key in enumerate(dict.fromkeys(command.report_ids))
    ]
    implicated = sorted({key for one in reports for key in one["implicated"]})

    findings = case_findings()
    summary = read_text(findings, ("summary",), command.summary, today(work))
    await _check(findings, work, caller, command, reports)
    for place, key in enumerate(command.organisation_ids):
        await check_office(findings, work, ("organisationIds", str(place)), key, implicated)
    division = (await register_of(work, child["division"], implicated)).overseen
    if caller.permit.row("case") is RowKind.AREA and not within(caller.scope, division):
        zh, en = "个案由上级办理，之后您看不到它", "is overseen from above, where you will not see it"
        findings.warn(ErrorCode.OUT_OF_JURISDICTION, ("reportIds",), zh, en)
    warnings = findings.settle()

    key = uuid7()
    await work.widen(exactly(division))
    book = (await law_of(work)).at(child["division"], today(work))
    first = LoopStage.MANDATORY_REPORT if reports else LoopStage.EMERGENCY_HANDLING
    await work.run(
        insert(care_case).values(
            id=key,
            child_id=child["id"],
            division=division,
            prefecture=prefecture(division),
            stage=named(first, book),
            summary=summary,
            implicated=implicated,
            opened_on=today(work),
            opened_at=work.now,
            opened_by=caller.subject,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    await work.many(insert(case_report), [{"case_id": key, "report_id": one["id"]} for one in reports])
    await _give(work, caller, command, key, child)
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "case:open", object=key, kind="case", fields=fields, purpose=purpose)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=key, division=division)
    return done


async def _check(
    findings: Findings, work: Work, caller: Caller, command: OpenCase, reports: Sequence[asyncpg.Record]
) -> None:
    linked = select(report_child.c.report_id).where(report_child.c.child_id == command.child_id)
    about = {row["report_id"] for row in await work.all(linked)}
    for place, one in enumerate(reports):
        if one["id"] not in about:
            zh, en = "该报告未关联此儿童，请先补充报告", "is not about this child; amend the report first"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("reportIds", str(place)), zh, en)
    running = await running_of(work, caller, command.child_id)
    if running is not None:
        zh, en = f"已有办理中的个案（case_{running}）", f"has a case that runs already (case_{running})"
        findings.refuse(ErrorCode.CONFLICT, ("childId",), zh, en)


async def _give(work: Work, caller: Caller, command: OpenCase, key: UUID, child: asyncpg.Record) -> None:
    """Give the case to whom the input names; who sees cases by name keeps the own one with the own institution."""
    (case,) = await work.all(select(care_case).where(care_case.c.id == key))
    parties = set(command.organisation_ids)
    if caller.permit.row("case") is RowKind.LISTED:
        await list_case(work, key, None, [Holder(caller.subject, None)])
        parties |= set(caller.organisations)
    await give(work, InHand(case, child), parties)
