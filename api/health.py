"""`/healthz` (the process lives), `/readyz` (it can answer: database reached, registry read) and `/metrics`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.telemetry.metrics import Metrics
from tenants.errors import TenancyError
from tenants.house import House


def routes(house: House) -> list[Route]:
    """The health routes of a process."""

    async def alive(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def ready(_request: Request) -> JSONResponse:
        try:
            async with house.platform() as platform:
                await platform.connection.fetchval("SELECT 1")
            known = await house.tenants()
        except TenancyError as error:
            return JSONResponse({"status": "unavailable", "reason": type(error).__name__}, status_code=503)
        return JSONResponse({"status": "ok", "tenants": {tenant.code: tenant.status for tenant in known}})

    return [Route("/healthz", alive), Route("/readyz", ready)]


def metrics_routes(metrics: Metrics) -> list[Route]:
    """The route that Prometheus reads."""

    async def read(_request: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [Route("/metrics", read)]
