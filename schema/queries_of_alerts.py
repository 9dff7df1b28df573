"""Query fields of alerts."""

from typing import Any

import strawberry

from schema.alert import ALERTS, Alert, AlertWhere
from schema.alert_settings import AlertSettings, in_force
from schema.answer import answer
from schema.change_feed import ChangeFeed, answer_changes
from schema.context import Info
from schema.digest import DIGESTS, Digest
from schema.message import MESSAGES, Message, MessageGateway, MessageWhere
from schema.paging import Connection
from schema.roots import found, page


@strawberry.type(description="What may be asked of alerts.")
class AlertQueries:
    """What may be asked of alerts."""

    @strawberry.field(
        metadata=page(ALERTS),
        description="What happened to rows in sight, the latest first, for as long as the log is kept (90 days, unless"
        " the operator says otherwise). The subscription of the same name goes on from any `Alert.sequence`.",
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
        return await answer(info)

    @strawberry.field(metadata=page(DIGESTS), description="The viewer's daily digests, the latest first.")
    async def digests(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Digest]:
        """Answer with a page of digests."""
        return await answer(info)

    @strawberry.field(
        metadata=found(lambda row, _: in_force(row)),
        description="The hours of quiet and of digests; null where none were set: quiet from 21 to 8, digests from 8.",
    )
    async def alert_settings(self, info: Info) -> AlertSettings | None:
        """Answer with the hours in force."""
        settings: AlertSettings | None = await answer(info)
        return settings

    @strawberry.field(
        metadata=found(lambda row, _: row.c.single),
        description="The tenant's gateway; null where none was ever set.",
    )
    async def message_gateway(self, info: Info) -> MessageGateway | None:
        """Answer with the gateway."""
        gateway: MessageGateway | None = await answer(info)
        return gateway

    @strawberry.field(
        metadata=page(MESSAGES), description="Messages to phones and what became of them, the latest first."
    )
    async def messages(
        self,
        info: Info,
        where: MessageWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Message]:
        """Answer with a page of messages."""
        return await answer(info)

    @strawberry.field(
        description="For clients that work offline: what changed or left the viewer's sight since a cursor, of"
        " children, guardians, visits, duties, needs, agreements, assessments and reports. Without `since` it gives the"
        " cursor to begin with: take it first, load by other queries what is to be kept, then ask from it. `first` is"
        " 100 unless said. A cursor is refused (BAD_USER_INPUT, path `since`) when it reaches back further than changes"
        " are kept, or when the viewer's places, roles or policies have changed since: then load anew."
    )
    async def changes(self, info: Info, since: str | None = None, first: int | None = None) -> ChangeFeed:
        """Answer with a part of what changed."""
        changed: Any = await answer_changes(info, since, first)
        return changed
