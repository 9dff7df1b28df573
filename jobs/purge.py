"""Answers that need not be remembered any longer."""

from datetime import timedelta

from sqlalchemy import delete

from records.journal import idempotency_key
from tenants.work import Work

KEPT = timedelta(hours=72)


async def purge(work: Work) -> int:
    """Forget the answers given under idempotency keys more than 72 hours ago; gives how many.

    Answers to a `clientId` stay for ever: a phone may sync after months (contract: idempotency).
    """
    keys = idempotency_key.c
    return await work.run(delete(idempotency_key).where(keys.from_client.is_(False), keys.at < work.now - KEPT))
