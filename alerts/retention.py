"""How long the log of events is kept: whole months of it go when their last day is old enough."""

from sqlalchemy import func, select

from tenants.work import Work


async def keep(work: Work, days: int) -> int:
    """Make the parts of the log for the months ahead and drop those older than `days`; gives how many of both."""
    done: int = await work.value(select(getattr(func, work.tenant.schema).keep_event_log(days)))
    return done
