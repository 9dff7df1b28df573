"""The door through which ledgers leave: what it answers, what it leaves behind, and whom it holds up."""

import asyncio
import tempfile
import threading
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
import xlsxwriter
import xlsxwriter.worksheet

from api.deadline import LOOK, Pace
from care.ledgers.sheet import FIRST_ROW, SHEET
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU, TAIJIANG, put_child
from tests.support.serving import Served, appoint, served
from tests.support.taken_out import REASON, cells, error, record, take_out

WHO, COLLEAGUE = "county@fujian", "colleague@fujian"
VIEWER = {"query": "{ viewer { subject } }"}
TRAIL = "SELECT subject, reason, count FROM t_fujian.audit_event WHERE action = 'ledger:export'"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which this test's temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
async def server(house: House, fujian: Tenant, tmp_path: Path, temporary: Path) -> AsyncIterator[Served]:
    for who in (WHO, COLLEAGUE):
        await appoint(house, fujian, who, Role.COUNTY_OFFICER, GULOU)
    async with house.work(fujian, scope="{(,)}") as work:
        for number in "一二三":
            await put_child(work, f"陈小{number}")
        await put_child(work, "别处", TAIJIANG)
    async with served(house, tmp_path, pace=Pace(file=30)) as running:
        yield running


@dataclass
class Held:
    """The library that writes workbooks, stopped in the middle: `begun` once it is there, until `go` is set."""

    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def here(self) -> None:
        self.begun.set()
        assert self.go.wait(30)


@pytest.fixture(params=["rows", "close"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Held:
    """A slow disk: where rows are written, or where the file is packed."""
    slow = Held()
    write, close = xlsxwriter.worksheet.Worksheet.write_string, xlsxwriter.Workbook.close

    def writes(self: Any, row: int, *rest: Any) -> Any:
        if row == FIRST_ROW and self.name == SHEET:
            slow.here()
        return write(self, row, *rest)

    def closes(self: Any) -> None:
        slow.here()
        close(self)

    if request.param == "rows":
        monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "write_string", writes)
    else:
        monkeypatch.setattr(xlsxwriter.Workbook, "close", closes)
    return slow


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 (threads and folders tell nobody)
            await asyncio.sleep(0.01)


async def test_an_officer_gets_a_workbook_that_no_cache_keeps(
    server: Served, temporary: Path, owner: asyncpg.Connection
) -> None:
    answer = await take_out(server, WHO)
    assert answer.status_code == 200, answer.text
    headers = answer.headers
    assert headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert len(headers["x-request-id"]) == 32
    assert int(headers["content-length"]) == len(answer.content)
    plain, _, extended = headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="fujian-2026-ledger.xlsx"'
    assert urllib.parse.unquote(extended) == "fujian-2026-台账.xlsx"
    names = {cell for row in cells(answer.content, SHEET) for cell in row if str(cell).startswith(("陈小", "别处"))}
    assert names == {"陈小一", "陈小二", "陈小三"}
    assert record(answer.content)[::2] == [WHO, REASON]
    assert [tuple(row) for row in await owner.fetch(TRAIL)] == [(WHO, REASON, 3)]
    assert not list(temporary.iterdir())


async def test_the_year_may_be_another(server: Served) -> None:
    answer = await take_out(server, WHO, {"reason": REASON, "year": 2025})
    assert cells(answer.content, SHEET)[0][0].endswith("（2025年度）")
    assert 'filename="fujian-2025-ledger.xlsx"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, ["reason"]),
        ({"reason": " 　\u200b"}, ["reason"]),
        ({"reason": None}, ["reason"]),
        ({"reason": 1}, ["reason"]),
        ({"reason": "长" * 5_000}, ["reason"]),
        ({"reason": REASON, "year": "2026"}, ["year"]),
        ({"reason": REASON, "year": True}, ["year"]),
        ({"reason": REASON, "year": 0}, ["year"]),
        ({"reason": REASON, "Year": 2025}, ["Year"]),
        ([], []),
    ],
)
async def test_what_is_asked_wrongly_is_refused_by_its_path(
    server: Served, temporary: Path, owner: asyncpg.Connection, body: Any, path: list[str]
) -> None:
    assert error(await take_out(server, WHO, body)) == (400, "BAD_USER_INPUT", path)
    assert not list(temporary.iterdir())
    assert await owner.fetch(TRAIL) == []


async def test_a_reason_with_control_characters_makes_no_fault(server: Served) -> None:
    answer = await take_out(server, WHO, {"reason": "核对\0\x01&<"})
    assert answer.status_code in (200, 400)


async def test_the_language_is_the_clients(server: Served) -> None:
    told = [
        (await take_out(server, WHO, {}, **{"accept-language": tongue})).json()["errors"][0]["message"]
        for tongue in ("zh", "en")
    ]
    assert told[0].endswith("必填")
    assert told[1].endswith("is required")


async def test_guards_are_those_of_the_graph(server: Served) -> None:
    token = {"authorization": f"Bearer {server.token(WHO)}"}
    async with httpx2.AsyncClient(base_url=server.address, trust_env=False, timeout=30) as client:
        for wrong in (None, {"authorization": "Bearer x"}):
            refused = await client.post("/ledger", content=b"{", headers=wrong)
            assert error(refused) == (401, "UNAUTHENTICATED", [])
            assert refused.headers["www-authenticate"].startswith("Bearer")
        for kind, content, status, code in (
            ("text/plain", b"{}", 415, "BAD_USER_INPUT"),
            ("application/json", b"{", 400, "BAD_USER_INPUT"),
            ("application/json", b" " * 262_145, 413, "TOO_LARGE"),
        ):
            answer = await client.post("/ledger", content=content, headers={**token, "content-type": kind})
            assert error(answer) == (status, code, [])
        for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH"):
            answer = await client.request(method, "/ledger", headers=token)
            assert (error(answer)[0], answer.headers["allow"]) == (405, "POST")


async def test_who_may_not_is_told_so_before_the_input_is_judged(
    house: House, fujian: Tenant, server: Served, temporary: Path
) -> None:
    for role in set(Role) - {Role.COUNTY_OFFICER, Role.PLATFORM_OPERATOR}:
        await appoint(house, fujian, "other@fujian", role, GULOU)
        answer = await take_out(server, "other@fujian", {"year": 0}, **{"tonghu-role": role.value})
        assert error(answer) == (403, "FORBIDDEN", []), role
    refused = await take_out(server, WHO, **{"tonghu-role": "AUDITOR"})
    assert error(refused) == (403, "FORBIDDEN", [])
    assert not list(temporary.iterdir())


async def test_without_its_trail_nothing_leaves(server: Served, temporary: Path, owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE t_fujian.audit_event ADD CHECK (action <> 'ledger:export') NOT VALID")
    assert error(await take_out(server, WHO)) == (500, "INTERNAL", [])
    assert not list(temporary.iterdir())


async def test_others_are_answered_while_one_is_made_and_a_second_comes_later(
    server: Served, held: Held, temporary: Path
) -> None:
    first = asyncio.create_task(take_out(server, WHO))
    await eventually(held.begun.is_set)
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    headers = {"authorization": f"Bearer {server.token(COLLEAGUE)}"}
    async with httpx2.AsyncClient(base_url=server.address, trust_env=False, timeout=10) as client:
        assert (await client.post("/graphql", json=VIEWER, headers=headers)).status_code == 200
    second = await take_out(server, COLLEAGUE)
    assert (error(second), second.headers["retry-after"]) == ((503, "UNAVAILABLE", []), "10")
    assert not first.done()
    held.go.set()
    assert (await first).status_code == 200
    assert (await take_out(server, COLLEAGUE)).status_code == 200
    assert not list(temporary.iterdir())


async def test_nothing_stays_when_the_client_leaves_while_it_is_written(
    server: Served, held: Held, temporary: Path, owner: asyncpg.Connection
) -> None:
    leaving = asyncio.create_task(take_out(server, WHO))
    await eventually(held.begun.is_set)
    leaving.cancel()
    await asyncio.wait([leaving])
    await asyncio.sleep(2 * LOOK)  # so late does somebody look whether the client still waits
    held.go.set()
    await eventually(lambda: not list(temporary.iterdir()))
    assert (await _once_free(lambda: take_out(server, COLLEAGUE))).status_code == 200
    assert [row["subject"] for row in await owner.fetch(TRAIL)] == [COLLEAGUE]


async def test_postgres_stops_when_the_client_leaves(
    server: Served, temporary: Path, owner: asyncpg.Connection
) -> None:
    async with owner.transaction():
        await owner.execute("LOCK TABLE t_fujian.child IN ACCESS EXCLUSIVE MODE")
        leaving = asyncio.create_task(take_out(server, WHO))
        await eventually(lambda: bool(list(temporary.iterdir())))
        leaving.cancel()
        await eventually(lambda: not list(temporary.iterdir()))
    assert (await take_out(server, WHO)).status_code == 200


async def test_what_takes_too_long_is_cancelled(
    house: House, fujian: Tenant, tmp_path: Path, temporary: Path, owner: asyncpg.Connection
) -> None:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path, pace=Pace(file=0.5)) as server, owner.transaction():
        await owner.execute("LOCK TABLE t_fujian.child IN ACCESS EXCLUSIVE MODE")
        assert error(await take_out(server, WHO)) == (504, "TIMEOUT", [])
    assert not list(temporary.iterdir())


async def test_an_export_costs_as_much_as_the_dearest_operation(server: Served) -> None:
    answers = [await take_out(server, WHO) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    refused = await take_out(server, WHO)
    assert error(refused) == (429, "RATE_LIMITED", [])
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    assert (await take_out(server, COLLEAGUE)).status_code == 200


async def _once_free(ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    async with asyncio.timeout(20):
        while (answer := await ask()).status_code == 503:  # noqa: ASYNC110 (the client is told when to come again)
            await asyncio.sleep(0.05)
        return answer
