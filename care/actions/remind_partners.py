"""Reminders: who granted something to a partner is told once, some time before it ends."""

from datetime import timedelta

from sqlalchemy import select, update

from alerts.outbox import announce_all
from policies.scope import EVERYTHING
from records.partner_grant import partner_grant
from tenants.work import Work

# No document gives a time: two weeks are the platform's own.
BEFORE = timedelta(days=14)
BATCH = 1_000


async def remind_partners(work: Work) -> int:
    """Announce each grant whose end has come near, once; gives how many, `BATCH` if there may be more."""
    await work.widen(EVERYTHING)
    its = partner_grant.c
    near = (its.reminded_at.is_(None), its.revoked_at.is_(None), its.until > work.now, its.until <= work.now + BEFORE)
    asked = select(its.id, its.division).where(*near).order_by(its.until, its.id).limit(BATCH)
    rows = await work.all(asked.with_for_update(skip_locked=True))
    if rows:
        keys = [row["id"] for row in rows]
        await work.run(update(partner_grant).where(its.id.in_(keys)).values(reminded_at=work.now))
        told = [(row["id"], row["division"]) for row in rows]
        await announce_all(work, "GRANT_ENDING", told, subject_kind="grant")
    return len(rows)
