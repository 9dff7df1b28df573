"""`/healthz` (the process lives), `/readyz` (it can answer, or why not: `api.readiness`) and `/metrics`."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.answers import HEADERS
from api.leaving import Leaving
from api.readiness import obstacle
from api.telemetry.behind import Behind
from api.telemetry.metrics import Metrics
from tenants.house import House


def routes(house: House, behind: Behind, leaving: Leaving, most: float) -> list[Route]:
    """The health routes of a process; `most` is the lag of an outbox, in seconds, with which it is still ready."""

    async def alive(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    async def ready(_request: Request) -> JSONResponse:
        if leaving.begun:
            return JSONResponse({"status": "unavailable", "reason": "leaving"}, 503, HEADERS)
        if (reason := await obstacle(house, behind, most)) is not None:
            return JSONResponse({"status": "unavailable", "reason": reason}, 503, HEADERS)
        known = await house.tenants()
        return JSONResponse(
            {"status": "ok", "tenants": {tenant.code: tenant.status for tenant in known}}, headers=HEADERS
        )

    return [Route("/healthz", alive), Route("/readyz", ready)]


def metrics_routes(metrics: Metrics, behind: Behind, token: str | None) -> list[Route]:
    """The route that Prometheus reads; with a token, it has to show it as its bearer token."""

    async def read(request: Request) -> Response:
        shown = request.headers.get("authorization", "")
        if token is not None and not compare_digest(shown.encode(), f"Bearer {token}".encode()):
            return Response(status_code=401, headers={**HEADERS, "WWW-Authenticate": "Bearer"})
        await behind.now()
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8", headers=HEADERS)

    return [Route("/metrics", read)]
