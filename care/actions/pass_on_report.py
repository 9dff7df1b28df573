"""Pass a report on: to whom a rule says, or to whom else it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.sight import not_found
from care.actions.common.unset import spoken
from care.actions.reports.addressing import Matter, Sent, address, matter_of, press, recipients_of, warn_of_gaps
from care.actions.reports.answering import answers_for, reach
from care.actions.reports.duties import fulfil
from care.actions.reports.sight import open_report, reopen_report
from care.actions.reports.telling import tell_recipients, trail_of_stand_ins
from care.duties.reports.addressed import Addressee
from care.duties.reports.offices import OFFICES, stand_in
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import DutyBasis, DutyKind, Purpose, ReportRecipient, ReportStage, ReportUrgency, Severity
from records.duty import duty
from records.organisation import organisation
from tenants.work import Work

# What stands in for a citation where no rule but somebody's judgement sends a report further.
BY_JUDGEMENT = "工作人员决定续报，文件未规定"


@dataclass(frozen=True)
class PassOnReport:
    """To whom a report is passed on; `organisation_id` names the office, where the recipient alone does not."""

    report_id: UUID
    recipients: tuple[ReportRecipient, ...]
    organisation_id: UUID | None = None
    idempotency_key: str | None = None


async def pass_on_report(work: Work, caller: Caller, command: PassOnReport) -> Done:
    """Address a report to further recipients, and with it do the duties of passing it on that name them.

    Raises `Refused`: NOT_FOUND, CONFLICT for a recipient that has to be told anyhow, BAD_USER_INPUT where it is not
    said which office is meant.
    """
    require(caller, "report:pass")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier
    row = await open_report(work, caller, command.report_id)
    known = await recipients_of(work, row["id"])

    findings = Findings(labels=OF_REPORT)
    await _check(findings, work, command, known)
    findings.settle()
    matter = await matter_of(work, row)
    owed = await _owed(work, row["id"])
    asked = [_addressee(work, one, owed.get(one, [])) for one in dict.fromkeys(command.recipients)]
    addressees = stand_in(asked, matter.register.unfit)

    by = next((one for one, to in known.items() if answers_for(caller, matter, to)), None)
    sent = await _write(work, matter, addressees, known, by, command.organisation_id)
    for one in (each for recipient in command.recipients for each in owed.get(recipient, [])):
        await fulfil(work, one["natural_key"], row["id"], work.now)
    await reach(work, row["id"], ReportStage.SENT)
    warn_of_gaps(findings, ("recipients",), sent)
    fields, purpose = map(camel, spoken(command)), Purpose.MANDATORY_REPORT
    await audit(work, caller, "report:pass", object=row["id"], kind="report", fields=fields, purpose=purpose)
    await trail_of_stand_ins(work, caller, sent, matter.rules)
    done = Done((row["id"],), findings.settle())
    await remember(work, caller, command, done)
    await tell_recipients(work, matter, sent, Severity[row["severity"]])
    return done


async def _check(
    findings: Findings, work: Work, command: PassOnReport, known: dict[ReportRecipient, asyncpg.Record]
) -> None:
    if not command.recipients:
        findings.require(("recipients",))
    for place, recipient in enumerate(command.recipients):
        path = ("recipients", str(place))
        if recipient in known and known[recipient]["mandatory"]:
            findings.refuse(ErrorCode.CONFLICT, path, "已是报告对象", "is a recipient already")
        if recipient is ReportRecipient.OTHER_DEPARTMENT and command.organisation_id is None:
            findings.require(("organisationId",))
    if command.organisation_id is None:
        return
    if len(command.recipients) != 1:
        zh, en = "指定机构时只填写一个报告对象", "goes with exactly one recipient"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("organisationId",), zh, en)
    asked = select(organisation.c.kind, organisation.c.department).where(organisation.c.id == command.organisation_id)
    found = await work.one(asked)
    if found is None:
        findings.refusals.append(not_found(("organisationId",)))
    elif command.recipients and not _fits(found, command.recipients[0]):
        zh, en = "该机构不属于此报告对象", "is no such recipient"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("organisationId",), zh, en)


def _fits(found: asyncpg.Record, recipient: ReportRecipient) -> bool:
    office = OFFICES.get(recipient)
    if office is None:
        return recipient is ReportRecipient.OTHER_DEPARTMENT
    return (found["kind"], found["department"]) == (office.kind, office.department)


async def _owed(work: Work, key: UUID) -> dict[ReportRecipient, list[asyncpg.Record]]:
    """Give the open duties to pass the report on, by whom they name."""
    asked = select(duty).where(
        duty.c.subject == key,
        duty.c.kind == DutyKind.ONWARD_REPORT,
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
    )
    found: dict[ReportRecipient, list[asyncpg.Record]] = {}
    for row in await work.all(asked.order_by(duty.c.due_at, duty.c.id)):
        found.setdefault(ReportRecipient[row["reasons"][0]], []).append(row)
    return found


def _addressee(work: Work, recipient: ReportRecipient, owed: Sequence[asyncpg.Record]) -> Addressee:
    if not owed:
        basis = DutyBasis.PLATFORM_DEFAULT
        return Addressee(recipient, ReportUrgency.PROMPT, work.now, "passOnReport", BY_JUDGEMENT, basis)
    first = owed[0]
    basis = DutyBasis[first["basis"]]
    return Addressee(recipient, ReportUrgency.PROMPT, first["due_at"], first["rule"], first["citation"], basis)


async def _write(
    work: Work,
    matter: Matter,
    addressees: Sequence[Addressee],
    known: dict[ReportRecipient, asyncpg.Record],
    by: ReportRecipient | None,
    organisation_id: UUID | None,
) -> list[Sent]:
    """Address those who are new; who had it for information, or stands in for another, is owed it from now on."""
    for one in addressees:
        if one.recipient in known:
            await press(work, matter, known[one.recipient], one)
    new = [one for one in addressees if one.recipient not in known]
    return await address(work, matter, new, passed_on_by=by, organisation_id=organisation_id)
