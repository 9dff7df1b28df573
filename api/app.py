"""The composition root: puts one process's doors together from what it was given."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from api import health
from api.graphql import GraphQLDoor
from api.identity import Identity
from api.web import pages
from api.web.site import SiteInfo
from schema.build import printed
from schema.execute import built
from tenants.house import House


def create_app(house: House, identity: Identity, site: SiteInfo) -> Starlette:
    """Make the ASGI application; raises TypeError where a readable field has no class."""
    built()
    sdl = printed()
    door = GraphQLDoor(house, identity)

    async def graphql(request: Request) -> object:
        return await door(request)

    async def schema(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(sdl)

    routes: Sequence[Route] = [
        Route("/graphql", graphql, methods=["GET", "POST"]),
        Route("/schema.graphql", schema),
        *health.routes(house),
        *pages.routes(site),
    ]
    return Starlette(routes=routes)
