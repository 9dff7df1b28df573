"""Record that a report was handed over by phone, on paper or in person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care.actions.common.days import check_past_moment, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.reading import read_short_text
from care.actions.common.unset import spoken
from care.actions.reports.addressing import deliver, matter_of
from care.actions.reports.answering import reach
from care.actions.reports.sight import open_report, recipient_of, reopen_report
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import DeliveryChannel, Purpose, ReportRecipient, ReportStage
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

    Raises `Refused`: NOT_FOUND, CONFLICT when it has the report already, BAD_USER_INPUT for a time before the
    discovery and for the platform's own channel, by which nobody delivers by hand.
    """
    require(caller, "report:deliver")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier
    row = await open_report(work, caller, command.report_id)
    to = await recipient_of(work, row["id"], command.recipient)

    findings, day = Findings(labels=OF_REPORT), today(work)
    if to["sent_at"] is not None:
        zh, en = "已送达该报告对象", "has the report already"
        findings.refuse(ErrorCode.CONFLICT, ("recipient",), zh, en)
    if command.channel is DeliveryChannel.PLATFORM:
        zh, en = "平台送达由平台自动登记", "is what the platform itself delivers by"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("channel",), zh, en)
    check_past_moment(findings, ("at",), command.at, work)
    if command.at < row["discovered_at"]:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("at",), "早于发现时间", "lies before the discovery")
    spoken_to = read_short_text(findings, ("spokenTo",), command.spoken_to, day)
    number = read_short_text(findings, ("referenceNumber",), command.reference_number, day)
    warnings = findings.settle()

    matter = await matter_of(work, row)
    how = {"sent_at": command.at, "channel": command.channel, "spoken_to": spoken_to, "reference_number": number}
    await deliver(work, matter, to, how)
    await reach(work, row["id"], ReportStage.SENT)
    # The row of the recipient: the report's own key would tell who reported it, where the reporter delivers it.
    fields, purpose = map(camel, spoken(command)), Purpose.MANDATORY_REPORT
    kind = "report_recipient"
    await audit(work, caller, "report:deliver", object=to["id"], kind=kind, fields=fields, purpose=purpose)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    return done
