"""`/healthz` (the process lives), `/readyz` (it can answer: database reached, registry read) and `/metrics`."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.answers import HEADERS
from api.leaving import Leaving
from api.telemetry.metrics import Metrics
from tenants.errors import TenancyError
from tenants.house import House


def routes(house: House, leaving: Leaving) -> list[Route]:
    """The health routes of a process."""

    async def alive(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    async def ready(_request: Request) -> JSONResponse:
        if leaving.begun:
            return JSONResponse({"status": "unavailable", "reason": "Leaving"}, 503, HEADERS)
        try:
            async with house.platform() as platform:
                await platform.connection.fetchval("SELECT 1")
            known = await house.tenants()
        except TenancyError as error:
            return JSONResponse({"status": "unavailable", "reason": type(error).__name__}, 503, HEADERS)
        return JSONResponse(
            {"status": "ok", "tenants": {tenant.code: tenant.status for tenant in known}}, headers=HEADERS
        )

    return [Route("/healthz", alive), Route("/readyz", ready)]


def metrics_routes(metrics: Metrics, token: str | None) -> list[Route]:
    """The route that Prometheus reads; with a token, it has to show it as its bearer token."""

    async def read(request: Request) -> Response:
        shown = request.headers.get("authorization", "")
        if token is not None and not compare_digest(shown.encode(), f"Bearer {token}".encode()):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8", headers=HEADERS)

    return [Route("/metrics", read)]
