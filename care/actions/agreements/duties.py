"""The duties that entrusted care makes when something happens: to tell somebody, to take a step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from care.duties.schedule.grounds import Ground, ground
from care.duties.schedule.moments import end_of, hours_after
from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import Amount
from records.codes import DutyKind, TraineePost
from records.duty import duty
from records.ids import uuid7
from tenants.work import Work

_POSTS = (TraineePost.CHILD_DIRECTOR, TraineePost.CHILD_SUPERVISOR)


@dataclass(frozen=True)
class Owed:
    """One duty: `name` tells it from others of its subject, `reasons` are the cause and whom to tell, or the step."""

    name: str
    reasons: tuple[str, ...]
    base_on: date
    due_at: datetime
    due_on: date
    ground: Ground


def promptly(
    book: Rulebook, name: str, reasons: Sequence[str], base: date, rests_on: Effective | Ground
) -> Owed | None:
    """Make a duty that is due promptly after a day (A05); None where nothing says how long that is."""
    prompt = book.rule("prompt.administrative")
    if prompt is None or not isinstance(prompt.value, Amount):
        return None
    due_at, due_on = hours_after(base, prompt.value.number)
    found = rests_on if isinstance(rests_on, Ground) else ground(rests_on)
    return Owed(name, tuple(reasons), base, due_at, due_on, found.leaning(ground(prompt)))


def by_the_day(name: str, reasons: Sequence[str], day: date, rests_on: Ground) -> Owed:
    """Make a duty that is due by the end of a day."""
    return Owed(name, tuple(reasons), day, end_of(day), day, rests_on)


def post_of(book: Rulebook) -> TraineePost | None:
    """Give the post that guides or supervises entrusted care; None where it is an office's."""
    named = book.codes("care.guides") | book.codes("care.supervises")
    return next((one for one in _POSTS if one in named), None)


async def owe(
    work: Work, child: asyncpg.Record, book: Rulebook, subject: tuple[str, UUID], owed: Iterable[Owed | None]
) -> None:
    """Write duties about a child that do not stand yet."""
    post = post_of(book)
    rows = [_row(work, child, book, subject, post, one) for one in owed if one is not None]
    if rows:
        await work.many(insert(duty).on_conflict_do_nothing(index_elements=["natural_key"]), rows)


async def fulfil(work: Work, child: UUID, subject: tuple[str, UUID], names: Iterable[str], on: date) -> None:
    """Mark duties of a subject as done on a day (Asia/Shanghai); those that are done or void stay as they are."""
    keys = [_key(child, subject, name) for name in names]
    its = update(duty).where(duty.c.natural_key.in_(keys), duty.c.done_at.is_(None), duty.c.cancelled_at.is_(None))
    await work.run(its.values(updated_at=work.now, **done_by(work, subject, on)))


def done_by(work: Work, subject: tuple[str, UUID], on: date) -> dict[str, Any]:
    """Give the columns of a duty that was satisfied on a day: by its end, however late it was written down."""
    kind, key = subject
    return {"satisfied_kind": kind, "satisfied_by": key, "done_on": on, "done_at": min(work.now, end_of(on))}


async def void(work: Work, subject: tuple[str, UUID], *, but: Sequence[str] = ()) -> None:
    """Cancel the open duties of a subject, save those whose first reason is named."""
    its = update(duty).where(
        duty.c.subject == subject[1],
        duty.c.kind == DutyKind.CARER_NOTICE,
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
        duty.c.reasons[1].not_in(but),
    )
    await work.run(its.values(cancelled_at=work.now, updated_at=work.now))


def _key(child: UUID, subject: tuple[str, UUID], name: str) -> str:
    return f"{DutyKind.CARER_NOTICE}:{child}:{subject[1]}:{name}"


def _row(
    work: Work, child: asyncpg.Record, book: Rulebook, subject: tuple[str, UUID], post: TraineePost | None, one: Owed
) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "kind": DutyKind.CARER_NOTICE,
        "natural_key": _key(child["id"], subject, one.name),
        "child_id": child["id"],
        "division": child["division"],
        "prefecture": child["prefecture"],
        "priority": child["priority"],
        "subject_kind": subject[0],
        "subject": subject[1],
        "base_on": one.base_on,
        "due_at": one.due_at,
        "due_on": one.due_on,
        "post": post,
        "reasons": list(one.reasons),
        "basis": one.ground.basis,
        "rule": one.ground.rule,
        "citation": one.ground.citation,
        "rule_version": book.version,
        "created_at": work.now,
        "updated_at": work.now,
    }
