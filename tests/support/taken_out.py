"""Ledgers taken out through the door, and what a workbook says of itself."""

from io import BytesIO
from typing import Any

import httpx2
import python_calamine

from care.ledgers.writing import RECORD
from tests.support.serving import Served

REASON = "年度核对"


async def take_out(server: Served, subject: str, body: Any = None, **headers: str) -> httpx2.Response:
    """Ask for a ledger, with a reason where nothing else is said."""
    sent = {"authorization": f"Bearer {server.token(subject)}", **headers}
    async with httpx2.AsyncClient(base_url=server.address, headers=sent, trust_env=False, timeout=60) as client:
        return await client.post("/ledger", json={"reason": REASON} if body is None else body)


def cells(workbook: bytes, sheet: str) -> list[list[Any]]:
    """Give the cells of a sheet."""
    with python_calamine.CalamineWorkbook.from_filelike(BytesIO(workbook)) as book:
        return book.get_sheet_by_name(sheet).to_python()


def record(workbook: bytes) -> list[Any]:
    """Give what a workbook says of its being taken out: by whom, when, why, until when it may be kept."""
    return [row[1] for row in cells(workbook, RECORD)]


def error(answer: httpx2.Response) -> tuple[int, str, list[str]]:
    """Give the status, the code and the path of a refusal."""
    (told,) = answer.json()["errors"]
    assert told["extensions"]["requestId"] == answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, told["extensions"]["code"], told["extensions"].get("path", [])
