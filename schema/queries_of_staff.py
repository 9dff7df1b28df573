"""Query fields of the staff: where people are missing, and their trainings."""

from datetime import date

import strawberry

from schema.answer import answer
from schema.context import Info
from schema.paging import Connection
from schema.roots import page
from schema.scalars import DivisionCode
from schema.staffing import StaffingGap, staffing_of
from schema.training_coverage import TrainingCoverage, training_coverage_of
from schema.training_session import SESSIONS, TrainingSession, TrainingSessionWhere


@strawberry.type(description="What may be asked of the staff.")
class StaffQueries:
    """What may be asked of the staff: where people are missing, and their trainings."""

    @strawberry.field(
        description="Where a county, township or village is short of child directors or supervisors by the rules of a"
        " day (today, where none is named), as it is staffed now."
    )
    async def staffing(self, info: Info, division: DivisionCode, on: date | None = None) -> list[StaffingGap]:
        """Answer with the gaps of a place."""
        return await staffing_of(info, division, on)

    @strawberry.field(metadata=page(SESSIONS), description="Training sessions in sight, the latest first.")
    async def training_sessions(
        self,
        info: Info,
        where: TrainingSessionWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[TrainingSession]:
        """Answer with a page of sessions."""
        return await answer(info)

    @strawberry.field(
        description="Whether everyone of each post in a place was trained in a year: the numbers, and for who sees the"
        " staff there the names of those who were not."
    )
    async def training_coverage(self, info: Info, division: DivisionCode, year: int) -> list[TrainingCoverage]:
        """Answer with a line for each post."""
        return await training_coverage_of(info, division, year)
