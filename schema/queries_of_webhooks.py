"""Query fields of webhooks."""

import strawberry

from schema.answer import answer
from schema.context import Info
from schema.paging import Connection
from schema.roots import page
from schema.webhook import WEBHOOKS, Webhook


@strawberry.type(description="What may be asked of webhooks.")
class WebhookQueries:
    """What may be asked of webhooks."""

    @strawberry.field(
        metadata=page(WEBHOOKS),
        description="Endpoints of the viewer's account or office, or of the places that the viewer administers, the"
        " latest first, with what became of each event.",
    )
    async def webhooks(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Webhook]:
        """Answer with a page of endpoints."""
        return await answer(info)
