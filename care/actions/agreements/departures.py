"""The filing that is owed before both parents leave (XG-H4): looked at when a departure is told, and kept as a duty."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

import asyncpg
from sqlalchemy import func, or_, select

from care.actions.agreements.carers import agreement_in_force
from care.actions.agreements.notices import file_departure
from care.actions.common.findings import Findings
from care.actions.common.told import shown
from care.duties.agreements.filing import PARENTS, Filing, filings, unfiled
from care.duties.agreements.gaps import has_school
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from records.child import child
from records.codes import CarerRelation, Role
from records.guardian import absence, carer, guardian
from tenants.work import Work


class Departure(Protocol):
    """What is told of a departure."""

    @property
    def since(self) -> date:
        """The day of leaving."""

    @property
    def filed_on(self) -> date | None:
        """When the village committee was told."""

    @property
    def filed_with_school(self) -> bool | None:
        """Whether the school was told with it."""

    @property
    def workplace(self) -> str | None:
        """Where the work is."""

    @property
    def contact(self) -> str | None:
        """How the parent is reached there."""


@dataclass(frozen=True)
class Filed:
    """The filings that a departure owes, empty where only one parent is away or no rule asks."""

    child: asyncpg.Record
    guardian: UUID
    since: date
    book: Rulebook
    filings: tuple[Filing, ...]

    async def owe(self, work: Work, departure: UUID) -> None:
        """Write the duties of the filings, once the departure (its key) is on file."""
        for one in self.filings:
            await file_departure(work, self.child, self.book, self.guardian, departure, self.since, one)


async def look_at_filing(findings: Findings, work: Work, caller: Caller, told: Departure, row: asyncpg.Record) -> Filed:
    """Warn of what a filing lacks where both parents are away from now on; `row` is the guardian's."""
    its = await work.one(select(child).where(child.c.id == row["child_id"]))
    assert its is not None  # noqa: S101 (its guardian refers to it)
    book = (await law_of(work)).at(its["division"], told.since)
    departure = {name: getattr(told, name) for name in ("filed_on", "filed_with_school", "workplace", "contact")}
    owed: tuple[Filing, ...] = ()
    asked = book.rule("care.departureFiledWith") is not None and row["relation"] in PARENTS
    if asked and await _other_is_away(work, row, told.since):
        owed = tuple(filings(departure, book, school=has_school(its)))
    if owed:
        _warn(findings, owed, told.since)
        entrusted = not shown(caller, "carer", FieldClass.BASIC) or await _entrusted(work, its["id"], told.since)
        for member, label, citation in unfiled(departure, book, entrusted=entrusted):
            zh, en = f"备案应包括{label}", "is part of the filing before both parents leave"
            findings.warn(ErrorCode.REQUIRED, (member,), zh, en, citation)
    return Filed(its, row["id"], told.since, book, owed)


def _warn(findings: Findings, owed: tuple[Filing, ...], since: date) -> None:
    for one in owed:
        if one.filed_on is None:
            zh = f"父母双方外出前应向{one.to.zh}备案"
            findings.warn(
                ErrorCode.REQUIRED,
                (one.member,),
                zh,
                f"is owed to the {one.to.en.lower()} before both parents leave",
                one.ground.citation,
            )
        elif one.filed_on > since and one.to is Role.VILLAGE_COMMITTEE:
            zh, en = "晚于外出时间，应在外出前备案", "is late: it was owed before the second parent left"
            findings.warn(ErrorCode.RULE_VIOLATION, (one.member,), zh, en, one.ground.citation)


async def _other_is_away(work: Work, row: asyncpg.Record, since: date) -> bool:
    """Tell whether another parent of the child is away on the day on which this one leaves."""
    other = select(func.count()).select_from(absence.join(guardian, guardian.c.id == absence.c.guardian_id))
    found = await work.value(
        other.where(
            guardian.c.child_id == row["child_id"],
            guardian.c.id != row["id"],
            guardian.c.relation.in_(PARENTS),
            absence.c.since <= since,
            or_(absence.c.until.is_(None), absence.c.until > since),
        )
    )
    return bool(found)


async def _entrusted(work: Work, key: UUID, on: date) -> bool:
    """Tell whether it is on file to whom the child is entrusted."""
    named = select(carer.c.relation).where(carer.c.child_id == key, carer.c.relation != CarerRelation.NONE)
    return await work.one(named) is not None or await agreement_in_force(work, key, on) is not None
