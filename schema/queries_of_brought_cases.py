"""Queries about cases that were brought before the prefecture or the province."""

import strawberry

from schema.answer import answer
from schema.brought_case import BROUGHT, BroughtCase, BroughtCaseWhere, answer_brought_up
from schema.case import Case
from schema.context import Info
from schema.paging import Connection
from schema.roots import page


@strawberry.type
class BroughtCaseQueries:
    """What may be asked about cases that were brought up."""

    @strawberry.field(
        metadata=page(BROUGHT),
        description="Cases that were brought before the viewer's office, or by the viewer's own.",
    )
    async def brought_cases(
        self,
        info: Info,
        where: BroughtCaseWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[BroughtCase]:
        """Answer with a page of them, the latest first."""
        return await answer(info)

    @strawberry.field(
        description="A case that was brought before the viewer's prefecture or province, with its child's basics; null"
        " once its time has passed or it is closed. Every reading is written into the trail first."
    )
    async def case_brought_up(self, info: Info, id: strawberry.ID) -> Case | None:
        """Answer with one case."""
        found: Case | None = await answer_brought_up(info, id)
        return found
