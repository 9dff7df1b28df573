"""Record that a report was handed over by phone, on paper or in person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from care.actions.common.days import check_past_moment, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.reading import read_short_text
from care.actions.common.unset import spoken
from care.actions.reports.addressing import deliver, matter_of
from care.actions.reports.answering import answers_for, reach
from care.actions.reports.sight import open_report, recipient_of, reopen_report
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import DeliveryChannel, Purpose, ReportRecipient, ReportStage, Role
from records.report import report_recipient
from tenants.work import Work


@dataclass(frozen=True)
class RecordDelivery:
    """To which recipient a report was handed over, how, when, to whom there, and under which number they took it."""

    report_id: UUID
    recipient: ReportRecipient
    channel: DeliveryChannel
    at: datetime
    spoken_to: str | None = None
    reference_number: str | None = None
    idempotency_key: str | None = None


async def record_delivery(work: Work, caller: Caller, command: RecordDelivery) -> Done:
    """Write that a recipient has the report; from then on its acceptance is due.

    The recipient's own system confirms in this way that it has taken a report, by the channel PLATFORM; where the
    platform delivered it to a person there before, it adds its number. Raises `Refused`: NOT_FOUND, CONFLICT when the
    recipient has the report already, BAD_USER_INPUT for a time before the discovery and for the platform's own channel
    where anybody else delivers by hand.
    """
    require(caller, "report:deliver")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier
    row = await open_report(work, caller, command.report_id)
    to = await recipient_of(work, row["id"], command.recipient)
    matter = await matter_of(work, row)
    confirms = caller.role is Role.INTEGRATOR and answers_for(caller, matter, to)

    findings, day = Findings(labels=OF_REPORT), today(work)
    numbers = confirms and command.reference_number is not None and to["reference_number"] is None
    if to["sent_at"] is not None and not numbers:
        zh, en = "已送达该报告对象", "has the report already"
        findings.refuse(ErrorCode.CONFLICT, ("recipient",), zh, en)
    if command.channel is DeliveryChannel.PLATFORM and not confirms:
        zh, en = "平台送达由平台自动登记", "is what the platform itself delivers by"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("channel",), zh, en)
    check_past_moment(findings, ("at",), command.at, work)
    if command.at < row["discovered_at"]:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("at",), "早于发现时间", "lies before the discovery")
    spoken_to = read_short_text(findings, ("spokenTo",), command.spoken_to, day)
    number = read_short_text(findings, ("referenceNumber",), command.reference_number, day)
    warnings = findings.settle()

    taken = {"spoken_to": spoken_to, "reference_number": number}
    if to["sent_at"] is None:
        await deliver(work, matter, to, {"sent_at": command.at, "channel": command.channel, **taken})
    else:
        here = report_recipient.c.id == to["id"]
        await work.run(update(report_recipient).where(here).values(**taken, updated_at=work.now))
    await reach(work, row["id"], ReportStage.SENT)
    # The row of the recipient: the report's own key would tell who reported it, where the reporter delivers it.
    fields, purpose = map(camel, spoken(command)), Purpose.MANDATORY_REPORT
    kind = "report_recipient"
    await audit(work, caller, "report:deliver", object=to["id"], kind=kind, fields=fields, purpose=purpose)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    return done
