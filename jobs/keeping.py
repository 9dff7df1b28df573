"""How long the log of events is kept here."""

from alerts.retention import keep
from settings import Settings
from tenants.work import Work


async def keep_log(work: Work) -> int:
    """Keep the log for as long as `TONGHU_EVENT_DAYS` says, in whole months; gives how many parts were made or went."""
    return await keep(work, Settings().event_days)
