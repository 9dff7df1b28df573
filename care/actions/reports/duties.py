"""The duties that a report makes: to send it to each recipient, to accept it, to pass it on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from care.actions.common.places import prefecture
from care.duties.reports.clock import ZONE
from records.codes import DutyBasis, DutyKind, ReportRecipient, TraineePost
from records.duty import duty
from records.ids import uuid7
from tenants.work import Work

_POSTS = {ReportRecipient.CHILD_SUPERVISOR: TraineePost.CHILD_SUPERVISOR}
_URGENT, _USUAL = 0, 1


@dataclass(frozen=True)
class Owed:
    """One duty of a report: `whose` owes it (None: whoever reports, who stays unnamed), `to` is the recipient meant.

    `done_at` is set where it was done in the same moment.
    """

    kind: DutyKind
    whose: ReportRecipient | None
    to: ReportRecipient
    base: datetime
    due_at: datetime
    rule: str
    citation: str
    basis: DutyBasis
    done_at: datetime | None = None


def key_of(kind: DutyKind, key: UUID, to: ReportRecipient, whose: ReportRecipient | None = None) -> str:
    """Give the natural key of a report's duty."""
    passing = f"{whose}:" if kind is DutyKind.ONWARD_REPORT else ""
    return f"{kind}:{key}:{passing}{to}"


async def owe(work: Work, key: UUID, division: int, rule_version: str, duties: Iterable[Owed]) -> None:
    """Write duties of a report, in the place it is overseen from."""
    await work.many(insert(duty), [_row(work, key, division, rule_version, one) for one in duties])


async def fulfil(work: Work, natural_key: str, key: UUID, at: datetime) -> None:
    """Mark a duty of a report as done at a moment; one that is done or not owed stays as it is."""
    open_one = update(duty).where(duty.c.natural_key == natural_key, duty.c.done_at.is_(None))
    await work.run(open_one.values(updated_at=work.now, **_done(key, at)))


async def advance(work: Work, natural_key: str, due_at: datetime, rule: str, citation: str, basis: DutyBasis) -> None:
    """Let an open duty be due earlier, by another rule."""
    open_one = update(duty).where(duty.c.natural_key == natural_key, duty.c.done_at.is_(None))
    new = {"due_at": due_at, "due_on": _day(due_at), "rule": rule, "citation": citation, "basis": basis}
    await work.run(open_one.values(updated_at=work.now, **new))


def _row(work: Work, key: UUID, division: int, rule_version: str, one: Owed) -> dict[str, Any]:
    base_on = one.base.astimezone(ZONE).date()
    done = {"satisfied_by": None, "satisfied_kind": None, "done_at": None, "done_on": None}
    return {
        "id": uuid7(),
        "kind": one.kind,
        "natural_key": key_of(one.kind, key, one.to, one.whose),
        "division": division,
        "prefecture": prefecture(division),
        "priority": _URGENT if one.due_at <= one.base else _USUAL,
        "subject_kind": "report",
        "subject": key,
        "base_on": base_on,
        "due_at": one.due_at,
        "due_on": max(base_on, _day(one.due_at)),
        "post": _POSTS.get(one.whose) if one.whose else None,
        "reasons": [one.to.value],
        "basis": one.basis,
        "rule": one.rule,
        "citation": one.citation,
        "rule_version": rule_version,
        "created_at": work.now,
        "updated_at": work.now,
        **(done if one.done_at is None else _done(key, one.done_at)),
    }


def _day(due_at: datetime) -> Any:
    """Give the day that a due time belongs to: 24:00 is still the day that ends with it."""
    return (due_at - timedelta(microseconds=1)).astimezone(ZONE).date()


def _done(key: UUID, at: datetime) -> dict[str, Any]:
    return {"satisfied_by": key, "satisfied_kind": "report", "done_at": at, "done_on": at.astimezone(ZONE).date()}
