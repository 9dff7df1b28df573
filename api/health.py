"""`/healthz` (the process lives) and `/readyz` (it can answer: database reached, registry read)."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

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
