"""Inputs about mandatory reports."""

from datetime import datetime

import strawberry

from care.actions.common.own_labels import OF_REPORT
from records.codes import DeliveryChannel, ReportCircumstance, ReporterKind, ReportRecipient, Severity
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_REPORT)
@strawberry.input(
    description="A mandatory report. `also` are further circumstances; an unknown child is left out and added later by"
    " amendReport; `implicated` are ids of organisations and trainees who are part of it, who are not told."
    " `clientId` is a UUID that the client made, by which a late sync is known for ever. `externalReference` is the"
    " reporter's own number; an INTEGRATOR files once under each number of its organisation: sent again it gets the"
    " first report and a warning, and CONFLICT where that told of another event."
)
class FileReportInput:
    """A mandatory report."""

    client_id: str | None = strawberry.UNSET
    child_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    circumstance: ReportCircumstance
    also: list[ReportCircumstance] | None = strawberry.UNSET
    without_recipients: list[ReportRecipient] | None = strawberry.UNSET
    severity: Severity = Severity.ORDINARY
    discovered_at: datetime
    division: DivisionCode
    narrative: str
    reporter_kind: ReporterKind
    implicated: list[strawberry.ID] | None = strawberry.UNSET
    external_reference: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REPORT)
@strawberry.input(description="Which recipient accepted a report, when, and what it has done since.")
class AcknowledgeReportInput:
    """Which recipient accepted a report, when, and what it has done since."""

    report_id: strawberry.ID
    recipient: ReportRecipient
    at: datetime
    measures: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REPORT)
@strawberry.input(
    description="To whom a report is passed on; `organisationId` names the office where the recipient alone does not."
)
class PassOnReportInput:
    """To whom a report is passed on."""

    report_id: strawberry.ID
    recipients: list[ReportRecipient]
    organisation_id: strawberry.ID | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REPORT)
@strawberry.input(
    description="How, when and to whom a report was handed over outside this platform. The recipient's own INTEGRATOR"
    " confirms by it that its system has the report: `channel` PLATFORM, `referenceNumber` the number it has there."
)
class RecordDeliveryInput:
    """How, when and to whom a report was handed over outside this platform."""

    report_id: strawberry.ID
    recipient: ReportRecipient
    channel: DeliveryChannel
    at: datetime
    spoken_to: str | None = strawberry.UNSET
    reference_number: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REPORT)
@strawberry.input(
    description="What is added to a report: circumstances known since `discoveredAt` (now unless said), and children."
)
class AmendReportInput:
    """What is added to a report."""

    report_id: strawberry.ID
    also: list[ReportCircumstance] | None = strawberry.UNSET
    discovered_at: datetime | None = strawberry.UNSET
    child_ids: list[strawberry.ID] | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REPORT)
@strawberry.input(
    description="What came of a report: `outcome` for those who handle it, `feedback` the result alone for whoever"
    " reported."
)
class CloseReportInput:
    """What came of a report."""

    report_id: strawberry.ID
    outcome: str
    feedback: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
