"""The server beside which `benchmarks/subscriptions.py` measures ours: plain Strawberry, as its documentation shows."""

import asyncio
from collections.abc import AsyncGenerator

import asyncpg
import strawberry
import uvicorn
from strawberry.asgi import GraphQL


@strawberry.type
class Alert:
    """What the plain server sends."""

    sequence: str
    kind: str
    severity: str
    summary: str


QUEUES: set["asyncio.Queue[Alert]"] = set()


@strawberry.type
class Query:
    """Nothing; a schema must have one."""

    nothing: str | None = None


@strawberry.type
class Subscription:
    """As the documentation shows it: a queue for each subscriber, the executor for each event."""

    @strawberry.subscription
    async def alerts(self) -> AsyncGenerator[Alert, None]:
        """Give what is put into the queue."""
        queue: asyncio.Queue[Alert] = asyncio.Queue()
        QUEUES.add(queue)
        while True:
            yield await queue.get()


async def serve(url: str, host: str, port: int) -> None:
    """Serve until the process ends; `plain` is the channel on which the numbers of new events come."""
    listener = await asyncpg.connect(url)

    def heard(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        first, last = str(payload).split()
        for number in range(int(first), int(last) + 1):
            alert = Alert(
                sequence=str(number), kind="CHILD_REGISTERED", severity="ORDINARY", summary="鼓楼区：儿童建档"
            )
            for queue in QUEUES:
                queue.put_nowait(alert)

    await listener.add_listener("plain", heard)
    app = GraphQL(strawberry.Schema(Query, subscription=Subscription))
    await uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="error")).serve()
