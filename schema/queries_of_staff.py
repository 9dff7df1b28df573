"""Query fields of the staff and its trainings."""

import strawberry

from schema.answer import answer_page
from schema.context import Info
from schema.paging import Connection
from schema.scalars import DivisionCode
from schema.training_coverage import TrainingCoverage, training_coverage_of
from schema.training_session import SESSIONS, TrainingSession, TrainingSessionWhere


@strawberry.type(description="What may be asked of trainings.")
class StaffQueries:
    """What may be asked of trainings."""

    @strawberry.field(description="Training sessions in sight, the latest first.")
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
        return await answer_page(info, SESSIONS)

    @strawberry.field(
        description="Whether everyone of each post in a place was trained in a year: the numbers, and for who sees the"
        " staff there the names of those who were not."
    )
    async def training_coverage(self, info: Info, division: DivisionCode, year: int) -> list[TrainingCoverage]:
        """Answer with a line for each post."""
        return await training_coverage_of(info, division, year)
