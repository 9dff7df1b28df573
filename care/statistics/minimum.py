"""The least count of a tenant that shows: the platform's, unless the tenant has set a higher one."""

from sqlalchemy import select

from care.statistics.cubes import MINIMUMS
from records.statistics import stat_minimum
from tenants.work import Work


async def minimum_of(work: Work) -> int:
    """Give the minimum in force."""
    last = select(stat_minimum.c.least).order_by(stat_minimum.c.version.desc()).limit(1)
    return max(MINIMUMS[0], await work.value(last) or 0)
