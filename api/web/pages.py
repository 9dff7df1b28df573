"""The routes of the pages: `/`, `/assets/...` and, in the demo, `/demo/personas.json`."""

from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.web import files, headers, start
from api.web.site import Persona, SiteInfo


def routes(info: SiteInfo) -> list[Route]:
    """The pages to mount at the root of the app."""

    async def start_page(request: Request) -> Response:
        people = info.personas() if info.demo else []
        address = f"{request.url.scheme}://{request.url.netloc}"
        page = start.render(info, await info.tenants(), people, address=address)
        return Response(page, headers=headers.START | {"Cache-Control": "no-store"}, media_type="text/html")

    async def personas(_request: Request) -> Response:
        people = [_as_json(each) for each in info.personas()]
        return Response(orjson.dumps(people), headers=headers.SECRET, media_type="application/json")

    pages = [Route("/", start_page), Route("/assets/{name}", files.asset)]
    return [*pages, Route("/demo/personas.json", personas)] if info.demo else pages


def graphiql_page() -> Response:
    """GraphiQL, for a browser's `GET /graphql` that accepts text/html; needs no token to load."""
    return Response(_graphiql(), headers=headers.GRAPHIQL, media_type="text/html")


@cache
def _graphiql() -> bytes:
    return (files.BUILT / "graphiql.html").read_bytes()


def _as_json(persona: Persona) -> dict[str, object]:
    return {
        "subject": persona.subject,
        "role": persona.role,
        "roleZh": persona.role_zh,
        "tenant": persona.tenant,
        "tenantZh": persona.tenant_zh,
        "note": persona.note,
        "token": persona.token,
        "examples": [
            {"title": each.title, "query": each.query, "variables": dict(each.variables)} for each in persona.examples
        ],
    }
