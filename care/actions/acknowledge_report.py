"""Acknowledge a report: a recipient accepts it, and says what it has done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.days import check_past_moment, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.reading import read_text
from care.actions.common.unset import spoken
from care.actions.reports.addressing import Matter, deliver, matter_of
from care.actions.reports.answering import answered_elsewhere, answers_for, reach
from care.actions.reports.duties import fulfil, key_of
from care.actions.reports.sight import open_report, recipient_of, reopen_report
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import DeliveryChannel, DutyKind, Purpose, ReportRecipient, ReportStage
from records.report import report_recipient
from tenants.work import Work


@dataclass(frozen=True)
class AcknowledgeReport:
    """Which recipient accepted a report, when, and what it has done since."""

    report_id: UUID
    recipient: ReportRecipient
    at: datetime
    measures: str | None = None
    idempotency_key: str | None = None


async def acknowledge_report(work: Work, caller: Caller, command: AcknowledgeReport) -> Done:
    """Write that a recipient accepted a report; measures may follow later, in the same way.

    A recipient answers for itself; where it got the report by phone or on paper, whoever hands reports over writes
    down what it answered. Raises `Refused`: NOT_FOUND, FORBIDDEN for another recipient, CONFLICT for an acceptance
    that is on file, BAD_USER_INPUT for a time before it was sent.
    """
    require(caller, "report:acknowledge")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier
    row = await open_report(work, caller, command.report_id)
    to = await recipient_of(work, row["id"], command.recipient)
    matter = await matter_of(work, row)

    findings = Findings(labels=OF_REPORT)
    measures = read_text(findings, ("measures",), command.measures, today(work))
    _check(findings, work, caller, matter, to, command, measures)
    warnings = findings.settle()

    if to["sent_at"] is None:
        await deliver(work, matter, to, {"sent_at": command.at, "channel": DeliveryChannel.PLATFORM})
    new: dict[str, Any] = {} if to["acknowledged_at"] else {"acknowledged_at": command.at}
    if measures is not None:
        new["outcome"] = measures
    await work.run(update(report_recipient).where(report_recipient.c.id == to["id"]).values(**new, updated_at=work.now))
    await fulfil(work, key_of(DutyKind.REPORT_ACKNOWLEDGEMENT, row["id"], command.recipient), row["id"], command.at)
    await reach(work, row["id"], ReportStage.RECEIVED if measures is None else ReportStage.HANDLED)
    fields, purpose = map(camel, spoken(command)), Purpose.MANDATORY_REPORT
    await audit(work, caller, "report:acknowledge", object=row["id"], kind="report", fields=fields, purpose=purpose)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(
        work,
        "REPORT_ACKNOWLEDGED",
        subject_kind="report_recipient",
        subject=to["id"],
        division=row["division"],
        severity=row["severity"],
    )
    return done


def _check(
    findings: Findings,
    work: Work,
    caller: Caller,
    matter: Matter,
    to: asyncpg.Record,
    command: AcknowledgeReport,
    measures: str | None,
) -> None:
    if not answers_for(caller, matter, to) and not answered_elsewhere(to):
        zh, en = "您不代表该报告对象", "is not whom you act for"
        findings.refuse(ErrorCode.FORBIDDEN, ("recipient",), zh, en)
    if to["acknowledged_at"] is not None and measures is None and not findings.spoiled("measures"):
        findings.refuse(ErrorCode.CONFLICT, ("recipient",), "已受理", "has accepted the report already")
    check_past_moment(findings, ("at",), command.at, work)
    if command.at < (to["sent_at"] or matter.discovered_at):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("at",), "早于送达时间", "lies before it was sent")
