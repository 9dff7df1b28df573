"""The root of subscriptions: what is asked is compiled once, and handed to whoever keeps the socket open."""

from collections.abc import AsyncGenerator

import strawberry

from schema.alert import Alert, AlertWhere
from schema.alert_stream import stream_of
from schema.context import Info

ASKED = "alerts"  # under which a request holds the stream that it asked for


@strawberry.type(description="What may be subscribed to.")
class Subscription:
    """What may be subscribed to, over WebSocket (graphql-transport-ws) or Server-Sent Events (graphql-sse)."""

    @strawberry.subscription(
        description="Each alert that the viewer may see, in order, from now on, or without a gap from `after` on (an"
        " `Alert.sequence`; over SSE also the header Last-Event-ID). An `after` that the log does not reach back to is"
        " refused (BAD_USER_INPUT, path `after`). Who may see what is judged when an alert is sent; the stream ends"
        " with code 4403, or an error event, when the token expires or the viewer's access changes."
    )
    async def alerts(
        self, info: Info, where: AlertWhere | None = None, after: str | None = None
    ) -> AsyncGenerator[Alert, None]:
        """Compile what is asked; its events come from the hub, not from here."""
        stream = await stream_of(info)
        info.context.shared[ASKED].set_result(stream)
        nothing: tuple[Alert, ...] = ()
        for alert in nothing:
            yield alert
