"""The order of events: numbers for what has been committed, one tenant at a time.

A number is given after the commit, never by the writer: a long transaction then delays nobody, and nobody who has read
up to a number can miss a lower one that commits later. What committed before another transaction began has the lower
number, since transaction ids are given in the order in which transactions first write.
"""

from sqlalchemy import func, select, true

from tenants.work import Work

BATCH = 5_000
HANGS = "3s"  # a runner that says nothing for so long before its commit is sent away, and the next one does it


async def sequence(work: Work, *, batch: int = BATCH) -> int:
    """Move up to `batch` waiting events of the work's tenant into its log, numbered without gaps; gives how many.

    Any number of runners may do this at once, one after the other; writers wait for none of them. Repeating it changes
    nothing. Who listens to `tonghu_events` hears the tenant's schema after the commit.
    """
    let_go = func.set_config("idle_in_transaction_session_timeout", HANGS, true())
    done: int = await work.value(select(getattr(func, work.tenant.schema).relay_events(batch), let_go))
    return done
