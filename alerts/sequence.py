"""The order of events: numbers for what has been committed, one tenant at a time.

A number is given after the commit, never by the writer: a long transaction then delays nobody, and nobody who has read
up to a number can miss a lower one that commits later. What committed before another transaction began has the lower
number, since transaction ids are given in the order in which transactions first write.
"""

from sqlalchemy import func, select, update
from sqlalchemy.sql.functions import coalesce

from records.journal import outbox
from tenants.work import Work

BATCH = 5_000


async def sequence(work: Work, *, batch: int = BATCH) -> int:
    """Number up to `batch` waiting events of the work's tenant, without gaps; gives how many.

    Any number of runners may do this at once: an advisory lock of the tenant, held to the transaction's end, lets one
    after the other look, so each sees what the one before has numbered. Repeating it changes nothing.
    """
    await work.value(select(func.pg_advisory_xact_lock(func.hashtextextended(f"outbox {work.tenant.schema}", 0))))
    # A statement of its own: in READ COMMITTED it looks anew, after the lock.
    events = outbox.c
    first = (
        select(events.id, events.xact)
        .where(events.sequence.is_(None))
        .order_by(events.xact, events.id)
        .limit(batch)
        .cte("first")
    )
    place = func.row_number().over(order_by=[first.c.xact, first.c.id])
    last = select(coalesce(func.max(events.sequence), 0)).scalar_subquery()
    numbered = select(first.c.id, (last + place).label("sequence")).cte("numbered")
    return await work.run(update(outbox).values(sequence=numbered.c.sequence).where(events.id == numbered.c.id))
