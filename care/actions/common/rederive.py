"""Facts of children have changed: what follows from them is derived anew, in the same transaction."""

from datetime import date
from uuid import UUID

from alerts.outbox import announce_all
from care.duties.settle import Settled, settle
from tenants.work import Work


async def rederive(work: Work, *children: UUID, late: date | None = None) -> int:
    """Derive classes and duties of children anew whose rows are locked, and announce whose classes have changed.

    What changed for readers of restricted categories alone is announced under a word of its own, which shows to these
    alone. `late` is the earliest day (Asia/Shanghai) of visits that were recorded or corrected now. Gives how many of
    the children had duties that moved.
    """
    settled = await settle(work, children, late=late)
    await announce_classes(work, settled)
    return settled.moved


async def announce_classes(work: Work, settled: Settled) -> None:
    """Announce whose classes have changed by settling."""
    await announce_all(work, "CLASS_CHANGED", settled.reclassified, subject_kind="child")
    await announce_all(work, "CLASS_CHANGED", settled.unsaid, subject_kind="restricted_child")
