"""Query fields of the trail."""

import strawberry

from schema.answer import answer
from schema.audit_event import EVENTS, AuditEvent, AuditWhere
from schema.context import Info
from schema.paging import Connection
from schema.roots import page


@strawberry.type(description="What may be asked of the trail.")
class TrailQueries:
    """What may be asked of the trail."""

    @strawberry.field(
        metadata=page(EVENTS),
        description="The trail in sight, the latest first: for auditors, and for the county of its own area. To read it"
        " is written into it.",
    )
    async def audit_events(
        self,
        info: Info,
        where: AuditWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[AuditEvent]:
        """Answer with a page of the trail."""
        return await answer(info)
