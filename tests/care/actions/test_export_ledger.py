"""Ledgers taken out: equal when they come in again, for a reason, on the record, and nobody else's."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings

from care.actions.export_ledger import ExportLedger, export_ledger
from care.actions.import_ledger import ImportLedger, import_ledger
from care.ledgers.faults import LedgerError
from care.ledgers.generator import generate
from care.ledgers.identity import check_character
from care.ledgers.row import Director, LedgerRow
from care.ledgers.workbook import open_ledger
from care.ledgers.writing import RECORD, write_ledger
from policies.caller import Caller
from policies.classes import FieldClass, Sight
from policies.refusal import Refused
from records.codes import Role
from records.ids import uuid7
from tenants.house import House
from tenants.provision import onboard
from tenants.registry import Tenant
from tests.support.desks import ADMIN, GULOU, MENGSHAN, PROVINCE, QINGCHENG, ZHONGSHAN, caller
from tests.support.ledger_rows import rows
from tests.support.ledgers import TODAY, read_book
from tests.support.places import MASTER_KEY, NOW, clock

OFFICER = caller(Role.COUNTY_OFFICER, PROVINCE)
VILLAGES = [ZHONGSHAN, QINGCHENG, MENGSHAN]


async def take_in(house: House, tenant: Tenant, folder: Path, told: list[LedgerRow]) -> None:
    """Import rows, all of which must pass."""
    path = folder / "in.xlsx"
    write_ledger(path, told, name=tenant.name, year=2026)
    await take_in_file(house, tenant, path, len(told))


async def take_in_file(house: House, tenant: Tenant, path: Path, number: int) -> None:
    """Import a file, all of whose rows must pass."""
    command = ImportLedger(path, path.with_suffix(".errors.xlsx"))
    done = await import_ledger(house, tenant, replace(ADMIN, tenant=tenant.code), command)
    assert (done.new, done.refused) == (number, 0), done.error_book and read_book(done.error_book)


async def take_out(
    house: House, tenant: Tenant, path: Path, *, who: Caller = OFFICER, **options: Any
) -> list[LedgerRow]:
    """Export and read the file."""
    command = ExportLedger(path, **{"reason": "年度核对", "year": 2026, **options})
    number = await export_ledger(house, tenant, replace(who, tenant=tenant.code), command)
    try:
        readings = read_book(path)
    except LedgerError:
        assert number == 0
        return []
    assert len(readings) == number
    assert not [one for reading in readings for one in reading.faults if not one.warning]
    return [reading.row for reading in readings if reading.row]


def drawn(number: int) -> list[LedgerRow]:
    """Draw rows that say anything a row may say, each of another child and family."""
    found: list[LedgerRow] = []

    @settings(max_examples=number, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows())
    def collect(row: LedgerRow) -> None:
        found.append(_another(row, len(found)))

    collect()
    return found


def _another(row: LedgerRow, place: int) -> LedgerRow:
    def number(old: str | None, sort: int) -> str | None:
        if old is None:
            return None
        digits = f"99{place % 10_000:04}{old[6:14]}{sort}{place // 10_000}{old[16]}"
        return digits + check_character(digits)

    child, father, mother = row.child, row.father, row.mother
    # Without a number, a child is told from others of its village and birth by its name alone.
    name = child.name if child.resident_id else child.name + chr(ord("一") + place)
    return replace(
        row,
        # Visits lie in the child's life; what a generated baby cannot have had is left out.
        visits=tuple(visit for visit in row.visits if visit.on.first >= child.birth.last),
        child=replace(child, name=name, resident_id=number(child.resident_id, 1), division=VILLAGES[place % 3]),
        father=father and replace(father, resident_id=number(father.resident_id, 2)),
        mother=mother and replace(mother, resident_id=number(mother.resident_id, 3)),
    )


def settled(told: list[LedgerRow]) -> list[LedgerRow]:
    """Order rows as an export does: by village, within it as they came in."""
    return sorted(told, key=lambda row: row.child.division)


async def test_what_goes_out_comes_in_equal_elsewhere(fresh_url: str, tmp_path: Path) -> None:
    await onboard(fresh_url, master_key=MASTER_KEY, code="elsewhere", name="福建省", division=PROVINCE)
    house = await House.open(database_url=fresh_url, master_key=MASTER_KEY, cipher="aes", clock=clock)
    async with house:
        here, elsewhere = await house.tenant("fujian"), await house.tenant("elsewhere")
        assert here is not None
        assert elsewhere is not None
        told = [*drawn(120), *generate(200, seed=31, villages=VILLAGES, today=TODAY)]
        await take_in(house, here, tmp_path, told)
        first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
        out = await take_out(house, here, first)
        assert out == settled(told)
        await take_in_file(house, elsewhere, first, len(told))
        assert await take_out(house, elsewhere, second) == out
        assert cells(first) == cells(second)


def cells(path: Path, sheet: str = "台账") -> list[list[Any]]:
    """Give the cells of a sheet."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_name(sheet).to_python()


@pytest.fixture
async def told(house: House, fujian: Tenant, tmp_path: Path) -> list[LedgerRow]:
    found = list(generate(60, seed=2, villages=VILLAGES, today=TODAY))
    await take_in(house, fujian, tmp_path, found)
    return found


async def test_an_export_into_the_same_tenant_changes_nothing(
    house: House, fujian: Tenant, tmp_path: Path, told: list[LedgerRow]
) -> None:
    path = tmp_path / "out.xlsx"
    await take_out(house, fujian, path)
    done = await import_ledger(house, fujian, ADMIN, ImportLedger(path, tmp_path / "e.xlsx"))
    assert (done.unchanged, done.new, done.changed, done.refused) == (60, 0, 0, 0)


async def test_the_file_says_who_took_it_out_when_why_and_until_when(
    house: House, fujian: Tenant, tmp_path: Path, told: list[LedgerRow]
) -> None:
    path = tmp_path / "out.xlsx"
    await take_out(house, fujian, path, reason="年度核对 & 存档")
    record = {row[0]: row[1] for row in cells(path, RECORD)}
    assert list(record.values()) == [
        OFFICER.subject,
        NOW.isoformat(timespec="minutes"),
        "年度核对 & 存档",
        "2026-12-22",
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    import zipfile

    with zipfile.ZipFile(path) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert OFFICER.subject in page.partition("<oddFooter>")[2]


async def test_an_export_is_audited_with_its_reason(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, told: list[LedgerRow]
) -> None:
    await take_out(house, fujian, tmp_path / "out.xlsx")
    trail = await owner.fetch(f'SELECT * FROM "{fujian.schema}".audit_event WHERE action = $1', "ledger:export")
    assert [(row["subject"], row["role"], row["kind"], row["reason"], row["count"]) for row in trail] == [
        (OFFICER.subject, "COUNTY_OFFICER", "ledger", "年度核对", 60)
    ]


async def test_without_its_trail_there_is_no_file(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, told: list[LedgerRow]
) -> None:
    await owner.execute(f'ALTER TABLE "{fujian.schema}".audit_event ADD CHECK (action <> $$ledger:export$$)')
    path = tmp_path / "folder" / "out.xlsx"
    path.parent.mkdir()
    with pytest.raises(asyncpg.CheckViolationError):
        await take_out(house, fujian, path)
    assert not list(path.parent.iterdir())


@pytest.mark.parametrize("reason", ["", " 　", "\u200b"])
async def test_no_reason_no_export(house: House, fujian: Tenant, tmp_path: Path, reason: str) -> None:
    with pytest.raises(Refused):
        await take_out(house, fujian, tmp_path / "out.xlsx", reason=reason)
    assert not (tmp_path / "out.xlsx").exists()


async def test_who_may_not_export_is_refused(house: House, fujian: Tenant, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        await take_out(house, fujian, tmp_path / "out.xlsx", who=ADMIN)


@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        ("child", FieldClass.SPECIAL),
        ("guardian", FieldClass.IDENTITY),
        ("need", FieldClass.BASIC),
        ("visit", FieldClass.NARRATIVE),
    ],
)
async def test_what_a_role_may_not_see_is_not_exported_either(
    house: House, fujian: Tenant, tmp_path: Path, kind: str, hidden: FieldClass
) -> None:
    permit = OFFICER.permit
    narrowed = {**permit.fields, kind: {**permit.fields[kind], hidden: Sight.HIDE}}
    with pytest.raises(Refused):
        await take_out(
            house, fujian, tmp_path / "o.xlsx", who=replace(OFFICER, permit=replace(permit, fields=narrowed))
        )


async def test_an_export_holds_the_callers_own_area_alone(
    house: House, fujian: Tenant, tmp_path: Path, told: list[LedgerRow]
) -> None:
    supervisor = caller(Role.COUNTY_OFFICER, QINGCHENG)
    out = await take_out(house, fujian, tmp_path / "out.xlsx", who=supervisor)
    assert out == [row for row in told if row.child.division == QINGCHENG]
    county = caller(Role.COUNTY_OFFICER, GULOU + 1_000_000)
    assert await take_out(house, fujian, tmp_path / "none.xlsx", who=county) == []


async def test_visits_of_other_years_and_closed_files_stay_in(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, told: list[LedgerRow]
) -> None:
    await owner.execute(
        f"""UPDATE "{fujian.schema}".child SET file_status = 'CLOSED' WHERE division <> $1""", ZHONGSHAN
    )
    path = tmp_path / "out.xlsx"
    await export_ledger(house, fujian, OFFICER, ExportLedger(path, reason="核对", year=2025))
    assert cells(path)[0][0].endswith("（2025年度）")
    with open_ledger(path, today=TODAY) as ledger:
        found = [reading.row for reading in ledger.readings if reading.row]
    assert found == [replace(row, visits=()) for row in told if row.child.division == ZHONGSHAN]


async def test_the_village_and_its_director_are_written_in(
    house: House, fujian: Tenant, tmp_path: Path, told: list[LedgerRow]
) -> None:
    key = uuid7()
    async with house.work(fujian, scope="{(,)}") as work:
        phone = work.keys.encrypt("13900139000", table="trainee", row=key, field="phone")
        await work.connection.execute(
            f'INSERT INTO "{fujian.schema}".trainee (id, name, phone, phone_masked, post, division, prefecture,'
            " created_at, updated_at) VALUES ($1, '林晓燕', $2, '*******9000', 'CHILD_DIRECTOR', $3, $4, $5, $5)",
            *(key, phone, ZHONGSHAN, 350100000000, NOW),
        )
    out = await take_out(house, fujian, tmp_path / "out.xlsx")
    directors = {row.child.division: row.director for row in out}
    assert directors == {ZHONGSHAN: Director("林晓燕", "13900139000"), QINGCHENG: None, MENGSHAN: None}
    names = {row.child.division: row.child.village_name for row in out}
    assert all(names.values())
    # What is printed for people changes nothing when it comes back.
    done = await import_ledger(house, fujian, ADMIN, ImportLedger(tmp_path / "out.xlsx", tmp_path / "e.xlsx"))
    assert (done.unchanged, done.refused) == (60, 0)


async def test_visits_beyond_the_ledger_go_out_too(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, told: list[LedgerRow]
) -> None:
    """A time of day that somebody recorded counts as that day, and other ways of contact are no visits (FJ20)."""
    schema = fujian.schema
    child = await owner.fetchval(f'SELECT id FROM "{schema}".child ORDER BY division, id LIMIT 1')
    moment = NOW.replace(month=2, day=3)
    for mode in ("HOUSEHOLD", "PHONE"):
        await owner.execute(
            f'INSERT INTO "{schema}".visit (id, child_id, division, occurred_division, occasion, mode, occurred_at,'
            f" recorded_by, recorded_at) SELECT $2, id, division, division, $2, $3, $4, 'x', $4"
            f' FROM "{schema}".child WHERE id = $1',
            *(child, uuid7(), mode, moment),
        )
    out = await take_out(house, fujian, tmp_path / "out.xlsx")
    assert [str(visit.on) for visit in out[0].visits].count("2026-02-03") == 1
