"""The query fields of the calendar, which the root takes up among its own."""

from datetime import date
from typing import Annotated

import strawberry

from schema.activity import ACTIVITIES, HAZARD_CHECKS, Activity, ActivityWhere, HazardCheck, HazardCheckWhere
from schema.answer import answer
from schema.bodies import counties_without_body
from schema.context import Info
from schema.division import Division
from schema.holiday import Holiday, holidays_of
from schema.paging import Connection
from schema.progress_report import ProgressReport, progress_report_of
from schema.roots import page
from schema.scalars import DivisionCode
from schema.special_node import SpecialNode, special_nodes_of
from schema.submission import CURRENT, SUBMISSIONS, Submission, SubmissionWhere
from schema.work_report import WORK_REPORTS, WorkReport, WorkReportWhere


@strawberry.type(description="What may be asked of the calendar.")
class CalendarQueries:
    """What may be asked of the calendar, of activities and of hazards."""

    @strawberry.field(
        metadata=page(CURRENT, statuses=SUBMISSIONS),
        description="What the calendar asks for, by the day it is due; without `statuses` all but the cancelled.",
    )
    async def submissions(
        self,
        info: Info,
        where: SubmissionWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Submission]:
        """Answer with a page of submissions."""
        return await answer(info)

    @strawberry.field(
        metadata=page(ACTIVITIES), description="What was held for children in the viewer's area, the latest first."
    )
    async def activities(
        self,
        info: Info,
        where: ActivityWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Activity]:
        """Answer with a page of activities."""
        return await answer(info)

    @strawberry.field(
        metadata=page(HAZARD_CHECKS), description="Checks for hazards in the viewer's area, the latest first."
    )
    async def hazard_checks(
        self,
        info: Info,
        where: HazardCheckWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[HazardCheck]:
        """Answer with a page of checks."""
        return await answer(info)

    @strawberry.field(
        metadata=page(WORK_REPORTS), description="Work reports of the viewer's villages, the latest first."
    )
    async def work_reports(
        self,
        info: Info,
        where: WorkReportWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[WorkReport]:
        """Answer with a page of work reports."""
        return await answer(info)

    @strawberry.field(description="Special nodes of a place and of those it lies in.")
    async def special_nodes(self, info: Info, division: DivisionCode) -> list[SpecialNode]:
        """Answer with special nodes."""
        return await special_nodes_of(info, division)

    @strawberry.field(description="School holidays of a place and of those it lies in; the nearest place's hold.")
    async def holidays(self, info: Info, division: DivisionCode, year: int | None = None) -> list[Holiday]:
        """Answer with holidays."""
        return await holidays_of(info, division, year)

    @strawberry.field(
        description="The numbers of a progress report of an area, from the first day of the year until today unless"
        " other days are named; null for whoever does not keep the calendar there."
    )
    async def progress_report(
        self,
        info: Info,
        division: DivisionCode,
        since: Annotated[date | None, strawberry.argument(name="from")] = None,
        until: date | None = None,
    ) -> ProgressReport | None:
        """Answer with numbers."""
        return await progress_report_of(info, division, since, until)

    @strawberry.field(
        description="Counties that have no body for the protection of minors on file, where a rule asks for one."
    )
    async def counties_without_body(self, info: Info, division: DivisionCode | None = None) -> list[Division]:
        """Answer with counties."""
        return await counties_without_body(info, division)
