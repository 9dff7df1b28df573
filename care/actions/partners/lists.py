"""Who reads a granted child by name: the workers of the partner, as long as the grant and their own role last."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from care.actions.common.listing import Entry, counting, end, write
from care.actions.common.sight import opened
from policies.granting import by_grant, ground_of
from policies.scope import EVERYTHING
from records.access import access_link, role_assignment
from records.codes import Role
from records.partner_grant import partner_grant
from tenants.work import Work

Grant = Mapping[str, Any]


async def list_grants(work: Work, organisation_id: UUID, grants: Sequence[Grant]) -> int:
    """Let the partner's workers of now read what was granted; gives how many they are."""
    held = role_assignment.c
    mine = (held.organisation_id == organisation_id, held.role == Role.PARTNER_WORKER, *counting(work))
    # Whoever takes a role back meanwhile waits, and then finds the entries that are written here.
    asked = select(held.subject, held.until).where(*mine).order_by(held.id).with_for_update(read=True)
    async with opened(work, EVERYTHING):
        rows = await work.all(asked)
        await write(work, [one for row in rows for one in _entries(row["subject"], grants, row["until"])])
    return len({row["subject"] for row in rows})


async def list_grants_for(work: Work, subject: str, organisation_id: UUID, until: datetime | None) -> None:
    """Let a new worker of a partner read what the partner was granted and still has."""
    its = partner_grant.c
    running = (its.organisation_id == organisation_id, its.revoked_at.is_(None), its.until > work.now)
    asked = select(partner_grant).where(*running).order_by(its.id).with_for_update(read=True)
    async with opened(work, EVERYTHING):
        await write(work, list(_entries(subject, await work.all(asked), until)))


async def end_lists(work: Work, keys: Iterable[UUID]) -> None:
    """Take back what grants gave."""
    await end(work, access_link.c.ground.in_([ground_of(key) for key in keys]))


def of_grants() -> ColumnElement[bool]:
    """Ask that an entry was made by a grant."""
    return by_grant(access_link.c.ground)


def _entries(subject: str, grants: Iterable[Grant], held_until: datetime | None) -> Iterable[Entry]:
    for one in grants:
        ends = one["until"] if held_until is None else min(one["until"], held_until)
        entry = {"subject": subject, "ground": ground_of(one["id"]), "classes": one["field_classes"], "until": ends}
        yield {**entry, "kind": "child", "object": one["child_id"]}
        if one["need_id"] is not None:
            yield {**entry, "kind": "need", "object": one["need_id"], "classes": []}
