"""Addressing a report: a row for each recipient with its office, its duties, and those who read it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from care.actions.common.findings import Findings, Path
from care.actions.reports.duties import Owed, advance, fulfil, key_of, owe
from care.actions.reports.lists import list_addressed
from care.actions.reports.offices import Holder, Register, holders, register_of
from care.duties.law import law_of
from care.duties.reports.addressed import Addressee, at_stake
from care.duties.reports.clock import ZONE
from care.duties.reports.follow_up import Acceptance, acceptance
from care.duties.reports.offices import OFFICES
from care.rulebooks.rulebook import Rulebook
from policies.refusal import ErrorCode
from records.codes import DeliveryChannel, DutyKind, ReportRecipient, Severity
from records.ids import uuid7
from records.report import report_child, report_recipient
from tenants.work import Work


@dataclass(frozen=True)
class Matter:
    """The report that is addressed, overseen from `division`; `safety` says what "promptly" means for it."""

    key: UUID
    division: int
    discovered_at: datetime
    safety: bool
    rules: Rulebook
    register: Register


@dataclass(frozen=True)
class Sent:
    """A recipient as it was written: the key of its row, its office, and who acts for it on this platform."""

    key: UUID
    addressee: Addressee
    organisation: UUID | None
    readers: tuple[Holder, ...]

    @property
    def reached(self) -> bool:
        """Tell whether somebody there reads it on this platform; a system alone has to say first that it has it."""
        return any(not reader.system for reader in self.readers)


async def matter_of(work: Work, row: asyncpg.Record) -> Matter:
    """Give an opened report with the law of its place on the day of discovery, and the register around it."""
    place, discovered_at = row["occurred_division"], row["discovered_at"]
    rules = (await law_of(work)).at(place, discovered_at.astimezone(ZONE).date())
    register = await register_of(work, place, row["implicated"])
    safety = row["severity"] == Severity.SERIOUS or at_stake((row["circumstance"], *row["also"]), rules)
    return Matter(row["id"], row["division"], discovered_at, safety, rules, register)


async def address(
    work: Work,
    matter: Matter,
    addressees: Sequence[Addressee],
    *,
    passed_on_by: ReportRecipient | None = None,
    organisation_id: UUID | None = None,
) -> list[Sent]:
    """Write new recipients of a report in the opened place.

    A recipient for which a person acts on this platform has it at once; an office's system has to say that it has it,
    and to the others it is still to be delivered by phone or on paper. `organisation_id` names the office of a
    recipient that is none by itself.
    """
    offices = {one.recipient: organisation_id or _office(matter.register, one.recipient) for one in addressees}
    people = await holders(work, matter.register, offices)
    sent = [Sent(uuid7(), one, offices[one.recipient], tuple(people[one.recipient])) for one in addressees]
    rows = [_row(work, matter, one, passed_on_by) for one in sent]
    await work.many(insert(report_recipient), rows)
    duties = [
        duty for one, row in zip(sent, rows, strict=True) for duty in _owed(matter, one.addressee, row["sent_at"], None)
    ]
    await owe(work, matter.key, matter.division, matter.rules.version, duties)
    children = await children_of(work, matter.key)
    await list_addressed(work, matter.key, [reader for one in sent for reader in one.readers], children)
    return sent


async def children_of(work: Work, key: UUID) -> list[UUID]:
    """Give the children that an opened report is about."""
    asked = select(report_child.c.child_id).where(report_child.c.report_id == key).order_by(report_child.c.child_id)
    return [row["child_id"] for row in await work.all(asked)]


async def recipients_of(work: Work, key: UUID) -> dict[ReportRecipient, asyncpg.Record]:
    """Load and lock the recipients of an opened report."""
    asked = select(report_recipient).where(report_recipient.c.report_id == key).order_by(report_recipient.c.id)
    return {ReportRecipient[row["recipient"]]: row for row in await work.all(asked.with_for_update())}


async def press(work: Work, matter: Matter, row: asyncpg.Record, one: Addressee) -> bool:
    """Let a recipient on file be due earlier, or become one that is owed the report; tells whether anything changed."""
    if row["mandatory"] and row["due_at"] <= one.due_at:
        return False
    changes = {"urgency": one.urgency, "due_at": one.due_at, "rule": one.rule, "citation": one.citation}
    changes |= {"basis": one.basis, "mandatory": True, "updated_at": work.now}
    if not row["mandatory"]:
        changes["acknowledge_by"] = _acknowledge_by(matter, row["sent_at"])
    await work.run(update(report_recipient).where(report_recipient.c.id == row["id"]).values(**changes))
    if row["mandatory"]:
        natural = key_of(DutyKind.REPORT, matter.key, one.recipient)
        await advance(work, natural, one.due_at, one.rule, one.citation, one.basis)
    else:
        duties = _owed(matter, one, row["sent_at"], row["acknowledged_at"])
        await owe(work, matter.key, matter.division, matter.rules.version, duties)
    return True


async def deliver(work: Work, matter: Matter, row: asyncpg.Record, how: dict[str, Any]) -> None:
    """Write that a recipient has the report: `how` gives `sent_at`, `channel` and what else is known of it."""
    recipient = ReportRecipient[row["recipient"]]
    by = None
    if row["mandatory"] and recipient in OFFICES:
        runs = acceptance(how["sent_at"], matter.rules, safety=matter.safety)
        by = runs.due_at
        duties = [accepting(recipient, how["sent_at"], runs)]
        await owe(work, matter.key, matter.division, matter.rules.version, duties)
    new = {**how, "acknowledge_by": by, "updated_at": work.now}
    await work.run(update(report_recipient).where(report_recipient.c.id == row["id"]).values(**new))
    await fulfil(work, key_of(DutyKind.REPORT, matter.key, recipient), matter.key, how["sent_at"])


def warn_of_gaps(findings: Findings, path: Path, sent: Sequence[Sent]) -> None:
    """Warn of recipients that nobody can be rung for, and of those to whom the report is still to be delivered."""
    for one in sent:
        recipient = one.addressee.recipient
        if one.organisation is None and recipient in OFFICES:
            zh = f"尚未登记“{recipient.zh}”对应的机构，请自行联系并登记送达"
            en = f"no organisation is entered for {recipient.value}: ring it yourself and record the delivery"
            findings.warn(ErrorCode.NOT_FOUND, (*path, recipient.value), zh, en, one.addressee.citation)
        elif one.readers and not one.reached and one.addressee.mandatory:
            zh = f"“{recipient.zh}”由其系统接收，尚未确认收到；紧急时请同时电话告知"
            en = f"{recipient.value} takes it by a system that has not confirmed it yet: where it is urgent, ring too"
            findings.warn(ErrorCode.REQUIRED, (*path, recipient.value), zh, en, one.addressee.citation)
        elif not one.reached and one.addressee.mandatory:
            zh = f"“{recipient.zh}”在本平台没有接收人，请电话或书面送达并登记"
            en = f"nobody of {recipient.value} is on this platform: deliver it by phone or on paper and record it"
            findings.warn(ErrorCode.REQUIRED, (*path, recipient.value), zh, en, one.addressee.citation)


def _office(register: Register, recipient: ReportRecipient) -> UUID | None:
    found = register.nearest(recipient)
    return None if found is None else found["id"]


def _row(work: Work, matter: Matter, one: Sent, passed_on_by: ReportRecipient | None) -> dict[str, Any]:
    to = one.addressee
    sent_at = work.now if one.reached else None
    return {
        "id": one.key,
        "report_id": matter.key,
        "recipient": to.recipient,
        "organisation_id": one.organisation,
        "mandatory": to.mandatory,
        "urgency": to.urgency,
        "due_at": to.due_at,
        "rule": to.rule,
        "citation": to.citation,
        "basis": to.basis,
        "instead_of": list(to.instead_of),
        "passed_on_by": passed_on_by,
        "sent_at": sent_at,
        "channel": DeliveryChannel.PLATFORM if sent_at else None,
        "acknowledge_by": _acknowledge_by(matter, sent_at) if to.mandatory else None,
        "created_at": work.now,
        "updated_at": work.now,
    }


def _acknowledge_by(matter: Matter, sent_at: datetime | None) -> datetime | None:
    if sent_at is None:
        return None
    return acceptance(sent_at, matter.rules, safety=matter.safety).due_at


def _owed(matter: Matter, one: Addressee, sent_at: datetime | None, accepted_at: datetime | None) -> list[Owed]:
    """Give the duties to send and to accept; what is only for information is owed to nobody."""
    if not one.mandatory:
        return []
    to, since = one.recipient, matter.discovered_at
    sending = Owed(DutyKind.REPORT, None, to, since, one.due_at, one.rule, one.citation, one.basis, sent_at)
    if sent_at is None:
        return [sending]
    runs = acceptance(sent_at, matter.rules, safety=matter.safety)
    return [sending, accepting(to, sent_at, runs, accepted_at)]


def accepting(to: ReportRecipient, sent_at: datetime, runs: Acceptance, accepted_at: datetime | None = None) -> Owed:
    """Give the duty of a recipient to accept what it was sent."""
    kind = DutyKind.REPORT_ACKNOWLEDGEMENT
    return Owed(kind, to, to, sent_at, runs.due_at, runs.rule, runs.citation, runs.basis, accepted_at)
