"""The number under which an organisation's system filed a report: one report for each, however often it is sent.

What is kept is a keyed hash of organisation and number beside the sealed reporter: it tells nobody who reported.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from care.actions.common.findings import refusal
from care.actions.common.locks import lock, lock_number
from care.actions.common.sight import opened
from care.actions.reports.lists import list_own
from care.actions.reports.sight import exactly
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.scope import EVERYTHING
from records.codes import ReportCircumstance, Role
from records.report import report, report_reporter
from tenants.work import Work

# What is compared of an event: what happened, where, since when it is known, and how it was told.
Told = tuple[ReportCircumstance, int, datetime, str]


def mark_of(work: Work, caller: Caller, reference: str | None) -> bytes | None:
    """Give the keyed hash of a number that a system files under; None for persons, whose numbers bind nobody.

    The systems of an organisation share its numbers; a system of none or of several has its own.
    """
    if reference is None or caller.role is not Role.INTEGRATOR:
        return None
    whose = str(caller.organisations[0]) if len(caller.organisations) == 1 else caller.subject
    return work.keys.blind(hashlib.sha256(f"report reference\0{whose}\0{reference}".encode()).hexdigest())


async def filed_before(work: Work, caller: Caller, mark: bytes | None, told: Told) -> UUID | None:
    """Give the report that was filed under a number, opened to this transaction and listed for the caller; else None.

    The same number at once waits here. Raises `Refused` CONFLICT where the number was used for another event.
    """
    if mark is None:
        return None
    await lock(work, lock_number(work.tenant.schema.encode() + mark))
    async with opened(work, EVERYTHING):
        row = await work.one(select(report).join(report_reporter).where(report_reporter.c.reference == mark))
    if row is None:
        return None
    if (row["circumstance"], row["occurred_division"], row["discovered_at"], row["narrative"]) != told:
        zh, en = "本机构已用此编号报告过另一事件", "was used by your organisation for the report of another event"
        raise Refused(refusal(ErrorCode.CONFLICT, ("externalReference",), zh, en))
    await list_own(work, row["id"], caller.subject)
    await work.widen(exactly(row["division"]))
    key: UUID = row["id"]
    return key
