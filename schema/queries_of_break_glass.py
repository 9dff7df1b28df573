"""Queries about access that was broken open."""

import strawberry

from schema.answer import answer
from schema.break_glass import BROKEN, BreakGlass, BreakGlassWhere, answer_through_glass
from schema.child import Child
from schema.context import Info
from schema.paging import Connection
from schema.roots import page


@strawberry.type
class BreakGlassQueries:
    """What may be asked about access that was broken open."""

    @strawberry.field(
        metadata=page(BROKEN), description="Accesses that were broken open: of the viewer's area, or the viewer's own."
    )
    async def break_glasses(
        self,
        info: Info,
        where: BreakGlassWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[BreakGlass]:
        """Answer with a page of accesses, the latest first."""
        return await answer(info)

    @strawberry.field(
        description="A child as the glass that the viewer broke shows it, with the named classes alone; null once it"
        " has ended. Every reading is written into the trail first."
    )
    async def child_through_glass(self, info: Info, id: strawberry.ID) -> Child | None:
        """Answer with one child."""
        found: Child | None = await answer_through_glass(info, id)
        return found
