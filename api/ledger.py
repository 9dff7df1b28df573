"""`POST /ledger`: the ledger of the caller's area as a workbook, for a stated reason (docs/decisions/0051)."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api import guard
from api.answers import HEADERS, refused
from api.client import CLIENT
from api.deadline import Pace, within
from api.failures import BadRequestError, failed
from api.identity import Identity, bearer
from api.language import language
from api.media import Media
from api.private_folder import private_folder
from api.rates import Rates
from api.telemetry.observed import Asked, Telemetry
from api.tokens.claims import UnauthenticatedError
from policies.caller import Caller
from policies.require import require
from schema.budgets import budget
from schema.request_id import numbered, request_id
from tenants.house import House
from tenants.registry import Tenant

ACTION = "ledger:export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True)
class LedgerDoor:
    """The door through which a ledger leaves: one at a time is made in a process."""

    house: House
    identity: Identity
    telemetry: Telemetry
    pace: Pace
    rates: Rates
    _one: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        tongue = language(request.headers.get("accept-language"))
        with numbered(), self.telemetry.request() as asked:
            try:
                response = await self._answer(request, asked)
            except Exception as error:  # noqa: BLE001 (the last door: whatever happened, the client gets an answer)
                asked.outcome = type(error).__name__
                response = refused(failed(error, tongue), Media.JSON)
            asked.status = response.status_code
            return response

    async def _answer(self, request: Request, asked: Asked) -> Response:
        if request.method != "POST":
            raise BadRequestError(405, "BAD_USER_INPUT", "仅接受 POST", "POST alone is accepted", {"allow": "POST"})
        headers = request.headers
        caller = await self.identity.caller(
            bearer(headers.get("authorization")),
            role=headers.get("tonghu-role"),
            accept_language=headers.get("accept-language"),
            client=headers.get(CLIENT),
        )
        asked.tenant, asked.operation = caller.tenant, ACTION
        body = await guard.read_json(request, within=self.pace.body)
        require(caller, ACTION)  # the action asks, too: here it costs those who may not nothing of their allowance
        reason, year = _wanted(body, self.house.clock().year)
        tenant = await self.house.tenant(caller.tenant)
        if tenant is None:
            raise UnauthenticatedError("unknown or closed tenant")
        if self._one.locked():
            raise _busy()
        self.rates.charge(caller, budget(caller.role).operation)
        async with self._one:
            with private_folder() as folder:
                path = folder / "ledger.xlsx"
                await within(self.pace.file, request, self._export(tenant, caller, path, reason, year))
                file = path.open("rb")  # can be read on when its name is gone: nothing is left to clear away
        return _Workbook(file, f"{tenant.code}-{year}")

    async def _export(self, tenant: Tenant, caller: Caller, path: Path, reason: str, year: int) -> None:
        # What writes workbooks: loaded by who wants one, beside the loop.
        await asyncio.to_thread(import_module, "care.actions.export_ledger")
        from care.actions.export_ledger import ExportLedger, export_ledger

        await export_ledger(self.house, tenant, caller, ExportLedger(path, reason, year))


class _Workbook(StreamingResponse):
    """A workbook that is read as it is sent, and closed when it was sent or its client is gone."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        headers = {
            **HEADERS,
            "content-length": str(os.fstat(file.fileno()).st_size),
            # Source: RFC 6266, 4.3 and appendix D; RFC 8187, 3.2.
            "content-disposition": f"attachment; filename=\"{name}-ledger.xlsx\"; filename*=UTF-8''"
            + quote(f"{name}-台账.xlsx"),
            "x-request-id": request_id(),
        }
        super().__init__(iter(partial(file.read, CHUNK), b""), headers=headers, media_type=XLSX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


def _wanted(body: Any, this_year: int) -> tuple[str, int]:
    """Read the reason, which the action judges, and the year."""
    if not isinstance(body, dict):
        raise _bad((), "请求体应为 JSON 对象", "The body must be an object of JSON")
    for name in body:
        if name not in ("reason", "year"):
            raise _bad((name,), "没有此成员", "There is no such member")
    told: Mapping[str, Any] = {"reason": "", "year": this_year} | {k: v for k, v in body.items() if v is not None}
    reason, year = told["reason"], told["year"]
    if not isinstance(reason, str):
        raise _bad(("reason",), "应为字符串", "must be a string")
    if type(year) is not int or not MINYEAR <= year <= MAXYEAR:
        raise _bad(("year",), "应为年份，如 2026", "must be a year such as 2026")
    return reason, year


def _busy() -> BadRequestError:
    zh, en = "正在导出另一份台账，请稍后重试", "Another ledger is being exported: try again later"
    return BadRequestError(503, "UNAVAILABLE", zh, en, {"retry-after": "10"})


def _bad(path: tuple[str, ...], zh: str, en: str) -> BadRequestError:
    return BadRequestError(400, "BAD_USER_INPUT", zh, en, path=path)
