"""Query fields of alerts."""

import strawberry

from schema.alert import ALERTS, Alert, AlertWhere
from schema.answer import answer_page
from schema.context import Info
from schema.paging import Connection


@strawberry.type(description="What may be asked of alerts.")
class AlertQueries:
    """What may be asked of alerts."""

    @strawberry.field(
        description="What happened to rows in sight, the latest first, for as long as the log is kept (90 days, unless"
        " the operator says otherwise). The subscription of the same name goes on from any `Alert.sequence`."
    )
    async def alerts(
        self,
        info: Info,
        where: AlertWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Alert]:
        """Answer with a page of alerts."""
        return await answer_page(info, ALERTS)
