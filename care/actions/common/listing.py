"""The list of who sees which single rows by name: entries are written once each, and end by their reason."""

from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.dialects.postgresql import insert as upsert

from care.actions.common.sight import opened
from policies.scope import EVERYTHING
from records.access import access_link, role_assignment
from tenants.work import Work

Entry = dict[str, Any]


def counting(work: Work) -> tuple[Any, ...]:
    """Ask that an assignment of a role counts now."""
    held = role_assignment.c
    return (
        held.valid_from <= work.now,
        or_(held.until.is_(None), held.until > work.now),
        or_(held.revoked_at.is_(None), held.revoked_at > work.now),
    )


async def write(work: Work, entries: list[Entry]) -> None:
    """Write each entry once; somebody who holds two roles sees a row as long as the longer of them lasts."""
    longest: dict[tuple[Any, ...], Entry] = {}
    for one in sorted(entries, key=lambda each: each["until"]):
        longest[(one["subject"], one["kind"], one["object"], one["ground"])] = one
    await work.many(upsert(access_link).on_conflict_do_nothing(), list(longest.values()))


async def end(work: Work, which: Any) -> None:
    """Take entries back, wherever their rows lie."""
    async with opened(work, EVERYTHING):
        await work.run(delete(access_link).where(which))
