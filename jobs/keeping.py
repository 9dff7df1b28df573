"""How long the log of events, and what is noted of changes, are kept here."""

from alerts.retention import keep, keep_changes
from settings import Settings
from tenants.work import Work


async def keep_log(work: Work) -> int:
    """Keep the log for as long as `TONGHU_EVENT_DAYS` says, in whole months; gives how many parts were made or went."""
    return await keep(work, Settings().event_days)


async def keep_noted(work: Work) -> int:
    """Forget a part of the changes that are older than `TONGHU_EVENT_DAYS`; gives how many."""
    return await keep_changes(work, Settings().event_days)
