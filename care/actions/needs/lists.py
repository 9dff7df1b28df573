"""Who sees a need and the minimum of its child by name: whom it was referred to, and who is paired with the child.

Every entry names its ground, so that a referral or a pairing ends without touching what another one gave.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, or_, select, update

from care.actions.common.listing import Entry, counting, end, write
from care.actions.common.sight import opened
from care.actions.partners.lists import list_grants_for, of_grants
from policies.scope import EVERYTHING
from records.access import access_link, role_assignment
from records.codes import NeedStatus, Role
from records.guardian import pairing
from records.need import need
from tenants.work import Work

REFERRED, PAIRED = "referred", "paired"


async def list_referral(work: Work, key: UUID, child: UUID, organisation_id: UUID, until: datetime) -> int:
    """Let everybody who acts now for an organisation see a need and its child until a time; gives how many they are.

    An organisation's system (INTEGRATOR) hears of reports alone.
    """
    held = role_assignment.c
    persons = (held.organisation_id == organisation_id, held.role != Role.INTEGRATOR)
    asked = select(held.subject, held.until).where(*persons, *counting(work))
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
        entries = [each for row in rows for each in _referred(row["subject"], key, child, until, row["until"])]
        await write(work, entries)
    return len({row["subject"] for row in rows})


async def list_paired(work: Work, key: UUID, subject: str, child: UUID, until: datetime) -> None:
    """Let whoever is paired with a child (`key` is the pairing's) see it and its running needs until a time."""
    running = select(need.c.id).where(need.c.child_id == child, need.c.status != NeedStatus.CLOSED)
    async with opened(work, EVERYTHING):
        needs = [row["id"] for row in await work.all(running)]
        await write(work, [_entry(subject, "child", child, f"pairing:{key}", PAIRED, until)])
        await write(work, [_entry(subject, "need", one, f"pairing:{key}", PAIRED, until) for one in needs])


async def list_new_needs(work: Work, children: Mapping[UUID, UUID]) -> None:
    """Let whoever is paired with a child see needs that were just opened; the children are given by their needs."""
    asked = select(pairing).where(
        pairing.c.child_id.in_(set(children.values())), pairing.c.subject.is_not(None), pairing.c.until > work.now
    )
    for row in await work.all(asked) if children else ():
        needs = [key for key, child in children.items() if child == row["child_id"]]
        ground = f"pairing:{row['id']}"
        async with opened(work, EVERYTHING):
            await write(work, [_entry(row["subject"], "need", one, ground, PAIRED, row["until"]) for one in needs])


async def end_referral(work: Work, key: UUID) -> None:
    """Take back what the referral of a need gave."""
    await end(work, access_link.c.ground == _of_need(key))


async def end_referrals_to(work: Work, organisation_id: UUID, county: int | None = None) -> None:
    """End what an organisation was referred of needs in scope, or of a county's: they are open again."""
    here = (need.c.organisation_id == organisation_id, need.c.status != NeedStatus.CLOSED)
    asked = select(need.c.id).where(*here, *([] if county is None else [need.c.county == county]))
    keys = [row["id"] for row in await work.all(asked.order_by(need.c.id).with_for_update())]
    if keys:
        waiting = case((need.c.status == NeedStatus.REFERRED, NeedStatus.OPEN.value), else_=need.c.status)
        new = {"organisation_id": None, "referred_until": None, "status": waiting, "updated_at": work.now}
        await work.run(update(need).where(need.c.id.in_(keys)).values(**new, version=need.c.version + 1))
        await end(work, access_link.c.ground.in_([_of_need(key) for key in keys]))


async def end_need(work: Work, key: UUID) -> None:
    """Take a closed need from everybody's list, and the child with it where the need alone had listed it."""
    own = (access_link.c.kind == "need") & (access_link.c.object == key)
    await end(work, or_(access_link.c.ground == _of_need(key), own))


async def end_pairing_lists(work: Work, *keys: UUID) -> None:
    """Take back what pairings gave."""
    await end(work, access_link.c.ground.in_([f"pairing:{key}" for key in keys]))


async def end_replaced(work: Work, names: Mapping[UUID, str]) -> None:
    """End the access of paired persons in whose place an import has put somebody of another name, by pairing."""
    if not names:
        return
    asked = select(pairing.c.id, pairing.c.name).where(pairing.c.id.in_(names), pairing.c.subject.is_not(None))
    gone = [row["id"] for row in await work.all(asked) if row["name"] != names[row["id"]]]
    if gone:
        await work.run(update(pairing).where(pairing.c.id.in_(gone)).values(subject=None, until=None))
        await end_pairing_lists(work, *gone)


async def list_for_office(
    work: Work, subject: str, role: str, organisation_id: UUID | None, until: datetime | None
) -> None:
    """Let somebody who got a role at an organisation see the needs that are referred to it, and a partner's grants."""
    if organisation_id is None or role == Role.INTEGRATOR:
        return
    if role == Role.PARTNER_WORKER:
        await list_grants_for(work, subject, organisation_id, until)
    asked = select(need.c.id, need.c.child_id, need.c.referred_until).where(
        need.c.organisation_id == organisation_id,
        need.c.referred_until > work.now,
        need.c.status != NeedStatus.CLOSED,
    )
    async with opened(work, EVERYTHING):
        # Whoever ends a referral meanwhile waits, and then finds the entries that are written here.
        rows = await work.all(asked.order_by(need.c.id).with_for_update(read=True))
        of = [_referred(subject, row["id"], row["child_id"], row["referred_until"], until) for row in rows]
        await write(work, [entry for entries in of for entry in entries])


async def relist(work: Work, subject: str) -> None:
    """Take back what somebody was listed for by their offices, and list anew what those still held give."""
    await end(work, (access_link.c.subject == subject) & or_(access_link.c.classes == [REFERRED], of_grants()))
    held = role_assignment.c
    asked = select(held.role, held.organisation_id, held.until).where(held.subject == subject, *counting(work))
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
    for row in rows:
        await list_for_office(work, subject, row["role"], row["organisation_id"], row["until"])


def _of_need(key: UUID) -> str:
    return f"need:{key}"


def _referred(subject: str, key: UUID, child: UUID, until: datetime, held_until: datetime | None) -> Iterable[Entry]:
    ends = until if held_until is None else min(until, held_until)
    for kind, listed in (("need", key), ("child", child)):
        yield _entry(subject, kind, listed, _of_need(key), REFERRED, ends)


def _entry(subject: str, kind: str, key: UUID, ground: str, why: str, until: datetime) -> Entry:
    return {"subject": subject, "kind": kind, "object": key, "ground": ground, "classes": [why], "until": until}
