"""How long the log of events, what is noted of changes, and what became of deliveries and messages, are kept here."""

from alerts.retention import keep, keep_changes, keep_deliveries, keep_endpoints, keep_messages, keep_reads
from settings import Settings
from tenants.work import Work


async def keep_log(work: Work) -> int:
    """Keep the log for as long as `TONGHU_EVENT_DAYS` says, in whole months; gives how many parts were made or went."""
    return await keep(work, Settings().event_days)


async def keep_noted(work: Work) -> int:
    """Forget a part of the changes that are older than `TONGHU_EVENT_DAYS`; gives how many."""
    return await keep_changes(work, Settings().event_days)


async def keep_delivered(work: Work) -> int:
    """Forget a part of the deliveries that ended longer ago than `TONGHU_DELIVERY_DAYS` says; gives how many."""
    return await keep_deliveries(work, Settings().delivery_days)


async def keep_in_use(work: Work) -> int:
    """Forget ended keys, and endpoints out of use for as long as `TONGHU_EVENT_DAYS` says; gives how many of both."""
    return await keep_endpoints(work, Settings().event_days)


async def keep_sent(work: Work) -> int:
    """Forget a part of the messages that ended longer ago than `TONGHU_DELIVERY_DAYS` says; gives how many."""
    return await keep_messages(work, Settings().delivery_days)


async def keep_reading(work: Work) -> int:
    """Forget a part of the digests, and of what was read, that are older than the log; gives how many."""
    return await keep_reads(work, Settings().event_days)
