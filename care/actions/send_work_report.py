"""Send a work report: a child director tells committee and supervisor of the work in the village."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_WORK_REPORT
from care.actions.common.places import check_village, places
from care.actions.common.reading import read_text
from care.actions.common.unset import spoken
from care.divisions.tree import prefecture_of
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import ReportRecipient
from records.ids import uuid7
from records.work_report import work_report
from tenants.work import Work

RECIPIENTS = "workReport.recipients"


@dataclass(frozen=True)
class SendWorkReport:
    """Of which village, on which day, and what there is to tell."""

    division: int
    reported_on: date
    content: str
    client_id: str | None = None
    idempotency_key: str | None = None


async def send_work_report(work: Work, caller: Caller, command: SendWorkReport) -> Done:
    """Send a work report to those whom the rules of the day name; they are periodic without a number, so none is owed.

    Raises `Refused`: OUT_OF_JURISDICTION, REQUIRED without a content, RULE_VIOLATION where no rule names a recipient.
    """
    require(caller, "workReport:send")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(OF_WORK_REPORT)
    check_past_day(findings, ("reportedOn",), command.reported_on, work)
    known, province = await places(work, [command.division]), work.tenant.division
    check_village(findings, ("division",), command.division, known, province=province, scope=work.scope)
    content = read_text(findings, ("content",), command.content, today(work))
    if content is None and not findings.spoiled("content"):
        findings.require(("content",))
    book = (await law_of(work)).at(province if findings.refusals else command.division, command.reported_on)
    rule, named = book.rule(RECIPIENTS), book.codes(RECIPIENTS)
    if rule is None and not findings.refusals:
        zh, en = "当地规定没有工作报告的要求", "no rule asks for work reports there"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("division",), zh, en)
    warnings = findings.settle()

    key = uuid7()
    await work.run(
        insert(work_report).values(
            id=key,
            division=command.division,
            prefecture=prefecture_of(command.division) or command.division,
            reported_on=command.reported_on,
            recipients=sorted(named, key=[one.value for one in ReportRecipient].index),
            content=content,
            citation=rule.citation if rule else None,
            rule_version=book.version,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    fields = map(camel, spoken(command))
    await audit(
        work, caller, "workReport:send", object=key, kind="workReport", fields=fields, rule_version=book.version
    )
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "DUTY_SETTLED", subject_kind="workReport", subject=key, division=command.division)
    return done
