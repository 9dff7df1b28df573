"""How long the log of events is kept (whole months go when their last day is old enough), and notes of changes."""

from sqlalchemy import func, select

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
