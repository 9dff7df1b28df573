"""What ledgers tell of needs: what is new on the list is opened, and nothing is closed by being left out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from care.actions.close_need import CloseNeed, close_need
from care.actions.export_ledger import ExportLedger, export_ledger
from care.actions.set_pairing import SetPairing, set_pairing
from care.ledgers.row import LedgerRow, Pairing
from records.codes import Service
from tenants.house import House
from tenants.registry import Tenant
from tests.care.actions.test_import_ledger import A_ROW, Ledgers, tally
from tests.support.desks import ADMIN, COUNTY
from tests.support.places import NOW

STUDY, COMPANY = Service.STUDY, Service.COMPANY
PAIRED = Pairing("王芳", "0591-87654321", "镇政府")


@pytest.fixture
def ledgers(house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path) -> Ledgers:
    return Ledgers(house, fujian, owner, tmp_path)


def needing(*kinds: Service, **changes: Any) -> LedgerRow:
    return replace(A_ROW, needs=kinds, **changes)


async def on_the_list(ledgers: Ledgers) -> list[tuple[str, str]]:
    return [(row["kind"], row["status"]) for row in await ledgers.rows("need", "id")]


async def test_a_kind_is_opened_as_a_need_of_the_child_with_what_asks_for_the_list(ledgers: Ledgers) -> None:
    assert tally(await ledgers.take(needing(STUDY, COMPANY, care_needs="课后照料"))) == (1, 0, 0, 0)
    child = await ledgers.row("child")
    study, company = await ledgers.rows("need", "id")
    assert (study["kind"], company["kind"], child["care_needs"]) == ("STUDY", "COMPANY", "课后照料")
    assert (study["child_id"], study["division"], study["status"]) == (child["id"], child["division"], "OPEN")
    assert (study["found_on"], study["opened_by"]) == (NOW.date(), ADMIN.subject)
    assert "闽民童〔2024〕33号" in study["citation"]
    (entered,) = [row for row in await ledgers.rows("audit_event") if row["kind"] == "child"]
    assert "needs" in entered["fields"]


async def test_a_kind_that_runs_is_not_opened_twice_and_one_that_is_left_out_runs_on(ledgers: Ledgers) -> None:
    await ledgers.take(needing(STUDY))
    assert tally(await ledgers.take(needing(STUDY))) == (0, 0, 1, 0)
    assert tally(await ledgers.take(needing(COMPANY))) == (0, 1, 0, 0)
    assert tally(await ledgers.take(needing())) == (0, 0, 1, 0)
    assert await on_the_list(ledgers) == [("STUDY", "OPEN"), ("COMPANY", "OPEN")]
    told = [row["fields"] for row in await ledgers.rows("audit_event", "id") if row["kind"] == "child"]
    assert told[1:] == [["needs"]]


async def test_a_need_that_was_closed_is_opened_anew(ledgers: Ledgers) -> None:
    await ledgers.take(needing(STUDY))
    (row,) = await ledgers.rows("need")
    async with ledgers.house.work(ledgers.tenant, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        await close_need(work, COUNTY, CloseNeed(row["id"], row["version"], "已辅导一学期"))
    assert tally(await ledgers.take(needing(STUDY))) == (0, 1, 0, 0)
    assert await on_the_list(ledgers) == [("STUDY", "CLOSED"), ("STUDY", "OPEN")]


async def test_what_is_exported_imports_back_equal(ledgers: Ledgers, tmp_path: Path) -> None:
    await ledgers.take(needing(COMPANY, STUDY))
    path = tmp_path / "out.xlsx"
    assert await export_ledger(ledgers.house, ledgers.tenant, COUNTY, ExportLedger(path, "核对", 2026)) == 1
    assert tally(await ledgers.take_file(path)) == (0, 0, 1, 0)
    assert await on_the_list(ledgers) == [("STUDY", "OPEN"), ("COMPANY", "OPEN")]


async def test_whoever_is_paired_with_the_child_sees_the_need_until_the_same_time(ledgers: Ledgers) -> None:
    await ledgers.take(needing(pairing=PAIRED))
    child, until = await ledgers.row("child"), NOW + timedelta(days=30)
    async with ledgers.house.work(ledgers.tenant, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        told = SetPairing(child["id"], name="王芳", phone="0591-87654321", subject="helper@fujian", until=until)
        await set_pairing(work, COUNTY, told)
    await ledgers.take(needing(STUDY, pairing=PAIRED))
    links = [(row["kind"], row["object"], row["until"]) for row in await ledgers.rows("access_link")]
    (need,) = await ledgers.rows("need")
    assert ("need", need["id"], until) in links
