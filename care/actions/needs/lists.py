"""Who sees a need and the minimum of its child by name: whom it was referred to, and who is paired with the child.

Every entry names its ground, so that a referral or a pairing ends without touching what another one gave.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from care.actions.common.sight import opened
from policies.scope import EVERYTHING
from records.access import access_link, role_assignment
from records.codes import NeedStatus
from records.guardian import pairing
from records.need import need
from tenants.work import Work

Entry = dict[str, Any]
REFERRED, PAIRED = "referred", "paired"


async def list_referral(work: Work, key: UUID, child: UUID, organisation_id: UUID, until: datetime) -> int:
    """Let everybody who acts now for an organisation see a need and its child until a time; gives how many they are."""
    held = role_assignment.c
    asked = select(held.subject, held.until).where(held.organisation_id == organisation_id, *_counting(work))
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
        entries = [each for row in rows for each in _referred(row["subject"], key, child, until, row["until"])]
        await _write(work, entries)
    return len({row["subject"] for row in rows})


async def list_paired(work: Work, key: UUID, subject: str, child: UUID, until: datetime) -> None:
    """Let whoever is paired with a child (`key` is the pairing's) see it and its running needs until a time."""
    running = select(need.c.id).where(need.c.child_id == child, need.c.status != NeedStatus.CLOSED)
    async with opened(work, EVERYTHING):
        needs = [row["id"] for row in await work.all(running)]
        await _write(work, [_entry(subject, "child", child, f"pairing:{key}", PAIRED, until)])
        await _write(work, [_entry(subject, "need", one, f"pairing:{key}", PAIRED, until) for one in needs])


async def list_new_needs(work: Work, children: Mapping[UUID, UUID]) -> None:
    """Let whoever is paired with a child see needs that were just opened; the children are given by their needs."""
    asked = select(pairing).where(
        pairing.c.child_id.in_(set(children.values())), pairing.c.subject.is_not(None), pairing.c.until > work.now
    )
    for row in await work.all(asked) if children else ():
        needs = [key for key, child in children.items() if child == row["child_id"]]
        ground = f"pairing:{row['id']}"
        async with opened(work, EVERYTHING):
            await _write(work, [_entry(row["subject"], "need", one, ground, PAIRED, row["until"]) for one in needs])


async def end_referral(work: Work, key: UUID) -> None:
    """Take back what the referral of a need gave."""
    await _end(work, access_link.c.ground == _of_need(key))


async def end_need(work: Work, key: UUID) -> None:
    """Take a closed need from everybody's list, and the child with it where the need alone had listed it."""
    own = (access_link.c.kind == "need") & (access_link.c.object == key)
    await _end(work, or_(access_link.c.ground == _of_need(key), own))


async def end_pairing_lists(work: Work, *keys: UUID) -> None:
    """Take back what pairings gave."""
    await _end(work, access_link.c.ground.in_([f"pairing:{key}" for key in keys]))


async def end_replaced(work: Work, names: Mapping[UUID, str]) -> None:
    """End the access of paired persons in whose place an import has put somebody of another name, by pairing."""
    if not names:
        return
    asked = select(pairing.c.id, pairing.c.name).where(pairing.c.id.in_(names), pairing.c.subject.is_not(None))
    gone = [row["id"] for row in await work.all(asked) if row["name"] != names[row["id"]]]
    if gone:
        await work.run(update(pairing).where(pairing.c.id.in_(gone)).values(subject=None, until=None))
        await end_pairing_lists(work, *gone)


async def list_for_office(work: Work, subject: str, organisation_id: UUID | None, until: datetime | None) -> None:
    """Let somebody who got a role at an organisation see the needs that are referred to it already."""
    if organisation_id is None:
        return
    asked = select(need.c.id, need.c.child_id, need.c.referred_until).where(
        need.c.organisation_id == organisation_id,
        need.c.referred_until > work.now,
        need.c.status != NeedStatus.CLOSED,
    )
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
        of = [_referred(subject, row["id"], row["child_id"], row["referred_until"], until) for row in rows]
        await _write(work, [entry for entries in of for entry in entries])


async def relist(work: Work, subject: str) -> None:
    """Take back what somebody was listed for by their offices, and list anew what those still held give."""
    await _end(work, (access_link.c.subject == subject) & (access_link.c.classes == [REFERRED]))
    held = role_assignment.c
    asked = select(held.organisation_id, held.until).where(held.subject == subject, *_counting(work))
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
    for row in rows:
        await list_for_office(work, subject, row["organisation_id"], row["until"])


def _counting(work: Work) -> tuple[Any, ...]:
    held = role_assignment.c
    return (
        held.valid_from <= work.now,
        or_(held.until.is_(None), held.until > work.now),
        or_(held.revoked_at.is_(None), held.revoked_at > work.now),
    )


def _of_need(key: UUID) -> str:
    return f"need:{key}"


def _referred(subject: str, key: UUID, child: UUID, until: datetime, held_until: datetime | None) -> Iterable[Entry]:
    ends = until if held_until is None else min(until, held_until)
    for kind, listed in (("need", key), ("child", child)):
        yield _entry(subject, kind, listed, _of_need(key), REFERRED, ends)


def _entry(subject: str, kind: str, key: UUID, ground: str, why: str, until: datetime) -> Entry:
    return {"subject": subject, "kind": kind, "object": key, "ground": ground, "classes": [why], "until": until}


async def _write(work: Work, entries: list[Entry]) -> None:
    """Write each entry once; somebody who holds two roles sees a row as long as the longer of them lasts."""
    longest: dict[tuple[Any, ...], Entry] = {}
    for one in sorted(entries, key=lambda each: each["until"]):
        longest[(one["subject"], one["kind"], one["object"], one["ground"])] = one
    await work.many(upsert(access_link).on_conflict_do_nothing(), list(longest.values()))


async def _end(work: Work, which: Any) -> None:
    async with opened(work, EVERYTHING):
        await work.run(delete(access_link).where(which))
