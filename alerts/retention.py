"""How long the log of events is kept (whole months go when their last day is old enough), and what goes with it."""

from datetime import timedelta

from sqlalchemy import delete, func, select, tuple_

from policies.scope import EVERYTHING
from records.alert_read import alert_read
from records.codes import WebhookState
from records.digest import digest
from records.journal import event_log_state
from records.message import message
from records.webhook import webhook, webhook_delivery, webhook_key
from tenants.work import Work

BATCH = 20_000


async def keep(work: Work, days: int) -> int:
    """Make the parts of the log for the months ahead and drop those older than `days`; gives how many of both."""
    done: int = await work.value(select(getattr(func, work.tenant.schema).keep_event_log(days)))
    return done


async def keep_changes(work: Work, days: int, *, batch: int = BATCH) -> int:
    """Forget up to `batch` changes that were noted more than `days` ago; gives how many."""
    done: int = await work.value(select(getattr(func, work.tenant.schema).keep_row_changes(days, batch)))
    return done


async def keep_deliveries(work: Work, days: int, *, batch: int = BATCH) -> int:
    """Forget up to `batch` deliveries, with their tries, that came to an end more than `days` ago; gives how many."""
    ended, old = webhook_delivery.c.settled_at, func.clock_timestamp() - timedelta(days=days)
    some = select(webhook_delivery.c.id).where(ended < old).limit(batch)
    return await work.run(delete(webhook_delivery).where(webhook_delivery.c.id.in_(some)))


async def keep_endpoints(work: Work, days: int, *, batch: int = BATCH) -> int:
    """Forget keys of endpoints once they have ended, and endpoints that nothing was sent to for `days`; gives how many.

    `days` is how long the log is kept: by then it does not reach back any more to where such an endpoint stood.
    """
    ended = select(webhook_key.c.id).where(webhook_key.c.ends_at < func.clock_timestamp()).limit(batch)
    done = await work.run(delete(webhook_key).where(webhook_key.c.id.in_(ended)))
    its = webhook.c
    old = its.updated_at < work.now - timedelta(days=days)
    dead = select(its.id).where(its.state != WebhookState.ACTIVE.value, old).limit(batch - done)
    return done + await work.run(delete(webhook).where(its.id.in_(dead)))


async def keep_messages(work: Work, days: int, *, batch: int = BATCH) -> int:
    """Forget up to `batch` messages to phones that came to an end more than `days` ago; gives how many."""
    await work.widen(EVERYTHING)
    its = message.c
    old = select(its.id).where(its.settled_at < work.now - timedelta(days=days)).limit(batch)
    return await work.run(delete(message).where(its.id.in_(old)))


async def keep_reads(work: Work, days: int, *, batch: int = BATCH) -> int:
    """Forget up to `batch` digests older than `days`, and marks of alerts that are not kept; gives how many."""
    await work.widen(EVERYTHING)
    old = select(digest.c.id).where(digest.c.day < work.now.date() - timedelta(days=days)).limit(batch)
    done = await work.run(delete(digest).where(digest.c.id.in_(old)))
    its, dropped = alert_read.c, select(event_log_state.c.dropped).scalar_subquery()
    key = (its.subject, its.role, its.sequence)
    gone = select(*key).where(its.sequence <= dropped).limit(batch - done)
    return done + await work.run(delete(alert_read).where(tuple_(*key).in_(gone)))
