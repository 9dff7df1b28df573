"""Who may answer for a recipient, and how far a report has come by what was answered."""

from uuid import UUID

import asyncpg
from sqlalchemy import case, update

from care.actions.reports.addressing import Matter
from care.actions.reports.offices import acts
from policies.caller import Caller
from records.codes import DeliveryChannel, ReportRecipient, ReportStage
from records.report import report
from tenants.work import Work

_STAGES = (
    ReportStage.SENT,
    ReportStage.RECEIVED,
    ReportStage.HANDLED,
    ReportStage.FEEDBACK_GIVEN,
    ReportStage.CLOSED,
)


def answers_for(caller: Caller, matter: Matter, row: asyncpg.Record) -> bool:
    """Tell whether a caller acts for a recipient, in the role of this request."""
    recipient, seat = ReportRecipient[row["recipient"]], matter.register.seat(ReportRecipient[row["recipient"]])
    places = [(own, None) for own in caller.organisations] + [(None, area) for area in caller.areas]
    return any(acts(caller.role, own, area, recipient, row["organisation_id"], seat) for own, area in places)


def answered_elsewhere(row: asyncpg.Record) -> bool:
    """Tell whether a recipient got the report outside this platform, so that others write down what it answers."""
    return row["channel"] is not None and row["channel"] != DeliveryChannel.PLATFORM


async def reach(work: Work, key: UUID, stage: ReportStage) -> None:
    """Let a report come to a stage, if it is not further already."""
    place = case({one.value: number for number, one in enumerate(_STAGES)}, value=report.c.stage, else_=0)
    before = place < _STAGES.index(stage)
    await work.run(update(report).where(report.c.id == key, before).values(stage=stage))
    await work.run(update(report).where(report.c.id == key).values(updated_at=work.now))
