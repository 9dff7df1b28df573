"""Query fields of sums."""

import strawberry

from schema.context import Info
from schema.statistics import StatisticsResult, statistics_of
from schema.statistics_asked import StatisticsInput
from schema.statistics_planned import tables


@strawberry.type(description="What may be counted.")
class StatisticsQueries:
    """What may be counted."""

    @strawberry.field(
        metadata=tables(),
        description="Sums of a place over whole months, by at most three dimensions; small cells are suppressed, and"
        " with them whatever would tell them.",
    )
    async def statistics(self, info: Info, input: StatisticsInput) -> StatisticsResult:
        """Answer with the cells."""
        return await statistics_of(info, input)
