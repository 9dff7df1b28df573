"""The composition root: puts one process's doors together from what it was given."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import asyncpg
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from api import health
from api.answers import HEADERS
from api.deadline import Pace
from api.events import EventsDoor, preferred
from api.graphql import METHODS, GraphQLDoor
from api.identity import Identity
from api.leaving import Leaving
from api.ledger import LedgerDoor
from api.private_folder import clear_left
from api.rates import Rates
from api.shortcut import Shortcut
from api.sockets import Socket
from api.streams import Streams
from api.telemetry.behind import Behind
from api.telemetry.metrics import Readers
from api.telemetry.observed import Telemetry, telemetry_of
from api.trusted import Trusted
from api.warming import warm
from api.web import pages
from api.web.site import SiteInfo
from api.wire import Wire
from schema.build import printed
from schema.execute import built
from tenants.errors import TenancyError
from tenants.house import House

# The door itself says which it accepts, in the form of all its answers.
ANY = ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"]


def create_app(
    house: House,
    identity: Identity,
    site: SiteInfo,
    telemetry: Telemetry | None = None,
    *,
    pace: Pace | None = None,
    metrics: bool = True,
    metrics_token: str | None = None,
    nats_url: str | None = None,
    ready_lag: float = 60.0,
) -> Starlette:
    """Make the ASGI application; raises TypeError where a readable field has no class.

    `metrics_token` is what `/metrics` then asks for; without `metrics` there is no such address. `nats_url` is where
    events are heard of, instead of by Postgres. `ready_lag`: the seconds for which an event may wait for its number
    before the process says that it is not ready.
    """
    built()
    sdl = printed()
    telemetry = telemetry or telemetry_of(house)
    pace, rates, leaving = pace or Pace(), Rates(), Leaving()
    trusted = Trusted(house, partial(warm, identity))
    door = GraphQLDoor(house, identity, telemetry, pace, rates, trusted)
    ledger = LedgerDoor(house, identity, telemetry, pace, rates)
    streams = Streams(house, identity, telemetry, pace, rates, leaving, trusted, nats_url)
    events = EventsDoor(streams)
    behind = Behind(house)
    telemetry.metrics.watch(behind)
    telemetry.metrics.watch(Readers(streams.hub))

    async def graphql(request: Request) -> Response:
        streamed = request.method in METHODS and preferred(request.headers.get("accept"))
        return await (events if streamed else door)(request)

    async def sockets(websocket: WebSocket) -> None:
        with telemetry.metrics.open("websocket"):
            await Socket(streams, websocket).run()

    async def schema(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(sdl, headers={"x-content-type-options": "nosniff", "cache-control": "no-cache"})

    routes: Sequence[BaseRoute] = [
        Route("/graphql", graphql, methods=ANY),
        WebSocketRoute("/graphql", sockets),
        Route("/ledger", ledger.__call__, methods=ANY),
        Route("/schema.graphql", schema),
        *health.routes(house, behind, leaving, ready_lag),
        *(health.metrics_routes(telemetry.metrics, behind, metrics_token) if metrics else ()),
        *pages.routes(site),
    ]

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(clear_left)
        beside = [asyncio.create_task(telemetry.usage.run()), asyncio.create_task(trusted.learn())]
        yield
        await streams.close()
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)
        with suppress(TenancyError, asyncpg.PostgresError):
            await telemetry.usage.write()
        await asyncio.to_thread(telemetry.close)

    app = Starlette(routes=routes, lifespan=life, exception_handlers={HTTPException: _nothing_here})
    app.router.redirect_slashes = False  # it would send a client on to whatever host the request names
    short = Shortcut(app.build_middleware_stack(), "/graphql", graphql)
    app.middleware_stack = Wire(short, house.derived("entity tags"), leaving)  # around all, or each answer passes all
    app.state.leaving = leaving  # the server begins it
    return app


async def _nothing_here(_request: Request, error: Exception) -> Response:
    """Say that an address, or a method at it, is not there: with the headers of every other answer."""
    status, detail, headers = error.status_code, error.detail, error.headers  # type: ignore[attr-defined]
    return PlainTextResponse(detail, status, headers={**HEADERS, **(headers or {})})
