"""Ledgers taken over: what becomes of rows, what happens the second time, and what a cut-short import leaves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from care.actions import import_ledger as importing
from care.actions.import_ledger import Imported, ImportLedger, import_ledger
from care.actions.ledgers.keys import keys
from care.ledgers.faults import FaultCode
from care.ledgers.generator import generate
from care.ledgers.kinds.dates import Known
from care.ledgers.row import (
    Benefit,
    Carer,
    Child,
    HealthState,
    Household,
    LedgerRow,
    Pairing,
    Parent,
    Visit,
)
from care.ledgers.writing import write_ledger
from policies.caller import Caller
from policies.refusal import Refused
from records.codes import (
    BenefitKind,
    CarerRelation,
    ChildClass,
    DisabilityGrade,
    GuardianshipCondition,
    Health,
    HukouType,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    Role,
    Sex,
)
from tenants.house import House
from tenants.registry import Tenant
from tests.support.children import begin, kill
from tests.support.desks import ADMIN, DIRECTOR, GULOU, QINGCHENG, ZHONGSHAN, caller
from tests.support.forms import SHANGHAI
from tests.support.ledgers import BOY, FATHER, GIRL, MOTHER, TODAY, read_book
from tests.support.places import NOW

NUMBERLESS = ResidentIdMissing.HUKOU_UNREGISTERED
A_CHILD = Child(
    name="陈小明",
    sex=Sex.MALE,
    birth=Known(2015, 3, 14),
    division=ZHONGSHAN,
    hukou_type=HukouType.RURAL,
    classes=(ChildClass.RURAL_LEFT_BEHIND,),
    resident_id=BOY,
)
A_ROW = LedgerRow(A_CHILD)
SISTER = replace(A_CHILD, name="陈小红", sex=Sex.FEMALE, resident_id=GIRL)
TABLES = (
    *("child", "child_class", "child_category", "child_health", "child_search", "household", "guardian", "carer"),
    *("pairing", "benefit", "need", "visit", "organisation", "audit_event", "outbox"),
)


class Ledgers:
    """Where ledgers are imported: a tenant, a folder for files, and a look at what came of them."""

    def __init__(self, house: House, tenant: Tenant, owner: asyncpg.Connection, folder: Path) -> None:
        self.house, self.tenant, self.owner, self.folder = house, tenant, owner, folder

    async def take(self, *rows: LedgerRow, who: Caller = ADMIN, **options: Any) -> Imported:
        """Write rows into a file and import it."""
        path = self.folder / "ledger.xlsx"
        write_ledger(path, rows, name="福建省", year=2026)
        return await self.take_file(path, who=who, **options)

    async def take_file(self, path: Path, *, who: Caller = ADMIN, **options: Any) -> Imported:
        """Import a file; its bad rows go to `errors.xlsx`."""
        command = ImportLedger(path, self.folder / "errors.xlsx", **options)
        return await import_ledger(self.house, self.tenant, who, command)

    async def rows(self, table: str, order: str = "1") -> list[asyncpg.Record]:
        """Read a table."""
        found: list[asyncpg.Record] = await self.owner.fetch(
            f'SELECT * FROM "{self.tenant.schema}".{table} ORDER BY {order}'
        )
        return found

    async def row(self, table: str) -> asyncpg.Record:
        """Read the one row of a table."""
        (found,) = await self.rows(table)
        return found

    async def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Read every table but the trail of the imports themselves."""
        found = {table: [tuple(row) for row in await self.rows(table, "1, 2")] for table in TABLES}
        trail = [row for row in await self.rows("audit_event") if row["kind"] != "ledger"]
        return {**found, "audit_event": [tuple(row) for row in trail]}

    async def counts(self) -> dict[str, int]:
        """Count the rows of every table."""
        return {table: len(await self.rows(table)) for table in TABLES}

    def refused(self) -> dict[int, set[FaultCode]]:
        """Read which rows the error book holds, by the place in it, and what is wrong with them alone."""
        return {one.number: {f.code for f in one.faults} for one in read_book(self.folder / "errors.xlsx")}

    def reasons(self) -> list[str]:
        """Read the Chinese reasons of the error book."""
        import python_calamine

        with python_calamine.CalamineWorkbook.from_path(self.folder / "errors.xlsx") as book:
            return [str(row[1]) for row in book.get_sheet_by_name("台账").to_python(skip_empty_area=False)[3:]]


@pytest.fixture
def ledgers(house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path) -> Ledgers:
    return Ledgers(house, fujian, owner, tmp_path)


def tally(imported: Imported) -> tuple[int, int, int, int]:
    """Give what became of the rows: new, changed, unchanged, refused."""
    return imported.new, imported.changed, imported.unchanged, imported.refused


FULL = LedgerRow(
    child=replace(
        A_CHILD,
        ethnicity="畲族",
        address="本村3组8号",
        hukou_division=GULOU,
        classes=(ChildClass.RURAL_LEFT_BEHIND, ChildClass.IN_DIFFICULTY),
        category_detail="祖母住院",
        school_name="镇中心小学",
        guardianship_condition=GuardianshipCondition.INADEQUATE,
        guardianship_detail="无人照看",
        health=(
            HealthState(Health.CHRONIC_ILLNESS, "哮喘"),
            HealthState(Health.DISABLED, None, DisabilityGrade.GRADE_2),
        ),
        benefits=(Benefit(BenefitKind.MINIMUM_LIVING, Decimal("500.50")),),
    ),
    father=Parent("陈大山", FATHER, "13800138000", "东莞市", 441900000000),
    mother=Parent(special_status=(ParentSpecialStatus.LOST_CONTACT,)),
    household=Household(Decimal("8000.00"), (Benefit(BenefitKind.OTHER, Decimal("80.00")),), "助学", RiskLevel.HIGH),
    carer=Carer(CarerRelation.GRANDPARENT, "林秀英", "13900139000"),
    pairing=Pairing("王芳", "0591-87654321", "镇政府"),
    visits=(Visit(Known(2026, 4, 8)), Visit(Known(2026, 5)), Visit(Known(2026, 6, 6), "缺冬衣", "已发放")),
    care_needs="课后照料",
    notes="一行\n二行",
    filed_by="李老师",
    filed_on=date(2026, 3, 2),
)


async def test_every_cell_finds_its_place(ledgers: Ledgers) -> None:
    assert tally(await ledgers.take(FULL)) == (1, 0, 0, 0)
    child = await ledgers.row("child")
    assert (child["name"], child["ethnicity"], child["address"], child["notes"]) == (
        "陈小明", "畲族", "本村3组8号", "一行\n二行",
    )  # fmt: skip
    assert (child["birth_date"], child["birth_date_precision"]) == (date(2015, 3, 14), "DAY")
    assert (child["division"], child["prefecture"], child["township"]) == (ZHONGSHAN, 350100000000, 350102001000)
    assert (child["risk_level"], child["priority"], child["category_detail"]) == ("HIGH", 0, "祖母住院")
    assert (child["filed_on"], child["registered_on"], child["version"]) == (date(2026, 3, 2), date(2026, 3, 2), 1)
    school = await ledgers.row("organisation")
    assert (school["id"], school["name"], school["kind"]) == (child["school_id"], "镇中心小学", "SCHOOL")
    household = await ledgers.row("household")
    assert household["id"] == child["household_id"]
    assert (household["income_per_head"], household["guardianship_risk"]) == (Decimal("8000.00"), "HIGH")
    assert {row["class"] for row in await ledgers.rows("child_class")} == {"RURAL_LEFT_BEHIND", "IN_DIFFICULTY"}
    states = {(row["kind"], row["detail"], row["grade"]) for row in await ledgers.rows("child_health")}
    assert states == {("CHRONIC_ILLNESS", "哮喘", None), ("DISABLED", None, "GRADE_2")}
    father, mother = sorted(await ledgers.rows("guardian"), key=lambda row: str(row["relation"]))
    assert (father["name"], father["address_division"], father["phone_masked"]) == (
        "陈大山", 441900000000, "*******8000",
    )  # fmt: skip
    assert (mother["name"], mother["special_status"]) == (None, ["LOST_CONTACT"])
    carer, pairing = await ledgers.row("carer"), await ledgers.row("pairing")
    assert (carer["relation"], carer["name"], pairing["name"], pairing["unit"]) == (
        "GRANDPARENT", "林秀英", "王芳", "镇政府",
    )  # fmt: skip
    benefits = {(row["kind"], row["amount"], row["child_id"]) for row in await ledgers.rows("benefit")}
    assert benefits == {("MINIMUM_LIVING", Decimal("500.50"), child["id"]), ("OTHER", Decimal("80.00"), None)}
    assert "chenxiaoming" in {row["key"] for row in await ledgers.rows("child_search")}


async def test_a_months_visit_keeps_its_precision(ledgers: Ledgers) -> None:
    await ledgers.take(FULL)
    visits = await ledgers.rows("visit", "occurred_at")
    when = [(row["occurred_at"].astimezone(SHANGHAI), row["precision"]) for row in visits]
    assert when == [
        (datetime(2026, 4, 8, tzinfo=SHANGHAI), "DAY"),
        (datetime(2026, 5, 1, tzinfo=SHANGHAI), "MONTH"),
        (datetime(2026, 6, 6, tzinfo=SHANGHAI), "DAY"),
    ]
    assert [(row["mode"], row["outcome"], row["problems"]) for row in visits] == [
        ("HOUSEHOLD", "MET", None),
        ("HOUSEHOLD", "MET", None),
        ("HOUSEHOLD", "MET", "缺冬衣"),
    ]
    assert {row["recorded_by"] for row in visits} == {ADMIN.subject}


async def test_a_month_of_birth_is_kept_as_its_last_day(ledgers: Ledgers) -> None:
    month = replace(A_CHILD, birth=Known(2015, 2), resident_id=None, resident_id_missing=NUMBERLESS)
    await ledgers.take(LedgerRow(month))
    child = await ledgers.row("child")
    assert (child["birth_date"], child["birth_date_precision"]) == (date(2015, 2, 28), "MONTH")
    assert (child["resident_id"], child["resident_id_missing"]) == (None, "HUKOU_UNREGISTERED")


async def test_numbers_are_sealed_masked_and_found(ledgers: Ledgers) -> None:
    await ledgers.take(FULL)
    child = await ledgers.row("child")
    tenant_keys = await ledgers.house.keys(ledgers.tenant)
    assert BOY.encode() not in child["resident_id"]
    assert tenant_keys.decrypt(child["resident_id"], table="child", row=child["id"], field="resident_id") == BOY
    assert (child["resident_id_masked"], child["resident_id_blind"]) == ("990000************", tenant_keys.blind(BOY))
    for table, phone in (("carer", "13900139000"), ("pairing", "0591-87654321")):
        row = await ledgers.row(table)
        assert tenant_keys.decrypt(row["phone"], table=table, row=row["id"], field="phone") == phone


async def test_the_same_file_again_changes_nothing(ledgers: Ledgers) -> None:
    rows = [FULL, *generate(300, seed=4, villages=[ZHONGSHAN, QINGCHENG], today=TODAY)]
    first = await ledgers.take(*rows)
    before = await ledgers.snapshot()
    second = await ledgers.take(*rows)
    assert (tally(first), tally(second)) == ((301, 0, 0, 0), (0, 0, 301, 0))
    assert await ledgers.snapshot() == before
    imports = [row for row in await ledgers.rows("audit_event") if row["kind"] == "ledger"]
    assert [(row["action"], row["count"]) for row in imports] == [("ledger:import", 301)] * 2


async def test_it_changes_nothing_either_when_batches_are_small(
    ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 7)
    rows = list(generate(200, seed=8, villages=[ZHONGSHAN], today=TODAY))
    assert tally(await ledgers.take(*rows)) == (200, 0, 0, 0)
    before = await ledgers.snapshot()
    assert tally(await ledgers.take(*rows)) == (0, 0, 200, 0)
    assert await ledgers.snapshot() == before


async def test_siblings_share_a_household_across_batches(ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    father = Parent("陈大山", FATHER)
    rated = Household(risk=RiskLevel.HIGH)
    elsewhere = replace(A_CHILD, name="陈小华", division=QINGCHENG, resident_id=None, resident_id_missing=NUMBERLESS)
    await ledgers.take(
        LedgerRow(A_CHILD, father), LedgerRow(SISTER, father, household=rated), LedgerRow(elsewhere, father)
    )
    children = {row["name"]: row for row in await ledgers.rows("child")}
    assert children["陈小明"]["household_id"] == children["陈小红"]["household_id"]
    assert children["陈小华"]["household_id"] != children["陈小明"]["household_id"]
    # The rating of the household is that of all its children, whoever's row told it.
    assert [children[name]["risk_level"] for name in ("陈小明", "陈小红", "陈小华")] == ["HIGH", "HIGH", "UNRATED"]
    assert [children[name]["priority"] for name in ("陈小明", "陈小红", "陈小华")] == [0, 0, 1]


async def test_a_later_sibling_joins_the_household_on_file(ledgers: Ledgers) -> None:
    mother = Parent("林秀英", MOTHER)
    await ledgers.take(LedgerRow(A_CHILD, mother=mother, household=Household(Decimal("1000.00"))))
    await ledgers.take(LedgerRow(SISTER, mother=mother, household=Household(risk=RiskLevel.LOW)))
    household = await ledgers.row("household")
    assert (household["income_per_head"], household["guardianship_risk"]) == (Decimal("1000.00"), "LOW")
    assert {row["household_id"] for row in await ledgers.rows("child")} == {household["id"]}
    assert {row["risk_level"] for row in await ledgers.rows("child")} == {"LOW"}


async def test_inadequate_guardianship_never_ranks_as_low(ledgers: Ledgers) -> None:
    described = replace(A_CHILD, guardianship_condition=GuardianshipCondition.INADEQUATE, guardianship_detail="x")
    first = await ledgers.take(LedgerRow(described))
    second = await ledgers.take(LedgerRow(described, household=Household(risk=RiskLevel.LOW)))
    child = await ledgers.row("child")
    assert (child["risk_level"], child["priority"]) == ("LOW", 1)
    assert (tally(first), tally(second)) == ((1, 0, 0, 0), (0, 1, 0, 0))
    assert second.doubts[FaultCode.RISK_CONTRADICTS] == 1


async def test_a_changed_row_changes_the_child(ledgers: Ledgers) -> None:
    await ledgers.take(FULL)
    before = await ledgers.row("child")
    changed = replace(
        FULL,
        child=replace(FULL.child, name="陈晓明", health=(HealthState(Health.HEALTHY),)),
        father=replace(FULL.father or Parent(), phone="13800138009"),
        carer=Carer(CarerRelation.NONE),
        visits=(*FULL.visits, Visit(Known(2026, 10, 3))),
    )
    assert tally(await ledgers.take(changed)) == (0, 1, 0, 0)
    child = await ledgers.row("child")
    assert (child["id"], child["name"], child["version"]) == (before["id"], "陈晓明", 2)
    assert child["resident_id"] == before["resident_id"]
    assert "chenxiaoming" in {row["key"] for row in await ledgers.rows("child_search")}
    assert [row["kind"] for row in await ledgers.rows("child_health")] == ["HEALTHY"]
    father = next(row for row in await ledgers.rows("guardian") if row["relation"] == "FATHER")
    assert (father["phone_masked"], father["version"]) == ("*******8009", 2)
    carer = await ledgers.row("carer")
    assert (carer["relation"], carer["name"], carer["phone"]) == ("NONE", None, None)
    assert len(await ledgers.rows("visit")) == 4
    told = [row for row in await ledgers.rows("audit_event", "at") if row["object"] == child["id"]]
    assert [set(row["fields"]) for row in told][1] == {"name", "health", "father", "carer", "visits"}
    assert [row["kind"] for row in await ledgers.rows("outbox") if row["subject_kind"] == "child"] == [
        "CHILD_REGISTERED",
        "CHILD_UPDATED",
    ]


async def test_an_empty_cell_clears_nothing(ledgers: Ledgers) -> None:
    await ledgers.take(FULL)
    before = await ledgers.snapshot()
    bare = LedgerRow(replace(A_CHILD, classes=FULL.child.classes, category_detail=FULL.child.category_detail))
    assert tally(await ledgers.take(bare)) == (0, 0, 1, 0)
    assert await ledgers.snapshot() == before


async def test_other_findings_of_a_visit_correct_its_record(ledgers: Ledgers) -> None:
    await ledgers.take(FULL)
    told = replace(FULL, visits=(Visit(Known(2026, 6, 6), "缺冬衣和课本", "已发放"),))
    assert tally(await ledgers.take(told)) == (0, 1, 0, 0)
    visits = {row["problems"]: row for row in await ledgers.rows("visit") if row["problems"]}
    assert visits["缺冬衣"]["corrected_by"] == visits["缺冬衣和课本"]["id"]
    assert visits["缺冬衣和课本"]["corrects"] == visits["缺冬衣"]["id"]
    assert tally(await ledgers.take(told)) == (0, 0, 1, 0)


async def test_a_child_gets_its_number_later(ledgers: Ledgers) -> None:
    await ledgers.take(
        LedgerRow(replace(A_CHILD, birth=Known(2015, 3), resident_id=None, resident_id_missing=NUMBERLESS))
    )
    assert tally(await ledgers.take(A_ROW)) == (0, 1, 0, 0)
    child = await ledgers.row("child")
    assert (child["resident_id_masked"], child["resident_id_missing"]) == ("990000************", None)
    assert (child["birth_date"], child["birth_date_precision"]) == (date(2015, 3, 14), "DAY")


async def test_a_ledger_that_does_not_know_the_number_takes_none_away(ledgers: Ledgers) -> None:
    await ledgers.take(A_ROW)
    vague = replace(A_CHILD, birth=Known(2015, 3), resident_id=None, resident_id_missing=NUMBERLESS)
    assert tally(await ledgers.take(LedgerRow(vague))) == (0, 0, 1, 0)


async def test_two_numbers_are_two_children(ledgers: Ledgers) -> None:
    await ledgers.take(A_ROW)
    assert tally(await ledgers.take(LedgerRow(replace(SISTER, name="陈小明")))) == (1, 0, 0, 0)


async def test_rows_that_several_children_match_are_refused(ledgers: Ledgers) -> None:
    await ledgers.take(A_ROW, LedgerRow(replace(SISTER, name="陈小明")))
    vague = replace(A_CHILD, resident_id=None, resident_id_missing=NUMBERLESS)
    assert tally(await ledgers.take(LedgerRow(vague))) == (0, 0, 0, 1)
    assert "多名儿童" in ledgers.reasons()[0]


async def test_a_child_on_file_elsewhere_is_not_moved(ledgers: Ledgers) -> None:
    await ledgers.take(A_ROW)
    assert tally(await ledgers.take(LedgerRow(replace(A_CHILD, division=QINGCHENG)))) == (0, 0, 0, 1)
    assert str(ZHONGSHAN) in ledgers.reasons()[0]
    assert (await ledgers.row("child"))["division"] == ZHONGSHAN


async def test_good_rows_go_in_and_bad_rows_leave_no_trace(ledgers: Ledgers) -> None:
    bad = replace(FULL, child=replace(FULL.child, division=110101001001, resident_id=GIRL, sex=Sex.FEMALE))
    assert tally(await ledgers.take(A_ROW, bad)) == (1, 0, 0, 1)
    assert "不在本地区范围内" in ledgers.reasons()[0]
    counts = await ledgers.counts()
    one_each = dict.fromkeys(("child", "child_class", "household", "outbox"), 1)
    search = counts["child_search"]
    assert counts == dict.fromkeys(TABLES, 0) | one_each | {"child_search": search, "audit_event": 2}


async def test_an_unknown_village_of_a_known_township_is_taken_up_and_marked(ledgers: Ledgers) -> None:
    new = replace(A_CHILD, division=350102001888, village_name="新桥村")
    nameless = replace(SISTER, division=350102001889)
    nowhere = replace(A_CHILD, division=350102888888, resident_id=None, resident_id_missing=NUMBERLESS)
    imported = await ledgers.take(LedgerRow(new), LedgerRow(nameless), LedgerRow(nowhere))
    assert tally(imported) == (2, 0, 0, 1)
    assert imported.doubts[FaultCode.VILLAGE_UNVERIFIED] == 2
    found = await ledgers.owner.fetch("SELECT * FROM platform.divisions WHERE code / 10 = 35010200188 ORDER BY code")
    assert [(row["name"], row["verified"]) for row in found] == [("新桥村", False), ("889（未命名村居）", False)]
    assert "不存在" in ledgers.reasons()[0]


async def test_a_place_that_is_nowhere_is_refused(ledgers: Ledgers) -> None:
    assert tally(await ledgers.take(LedgerRow(replace(A_CHILD, hukou_division=359999000000)))) == (0, 0, 0, 1)
    assert ledgers.reasons() == ["户籍地区划代码：没有这个区划"]


async def test_a_household_is_told_in_one_way_even_where_no_number_shows_it(ledgers: Ledgers) -> None:
    await ledgers.take(LedgerRow(A_CHILD, Parent("陈大山", FATHER)), LedgerRow(SISTER, Parent("陈大山", FATHER)))
    first = LedgerRow(A_CHILD, household=Household(Decimal("1000.00")))
    second = LedgerRow(SISTER, household=Household(Decimal("2000.00")))
    assert tally(await ledgers.take(first, second)) == (0, 1, 0, 1)
    assert "第 4 行" in ledgers.reasons()[0]
    assert (await ledgers.row("household"))["income_per_head"] == Decimal("1000.00")


async def test_a_dry_run_says_the_same_and_writes_nothing(ledgers: Ledgers) -> None:
    rows = [FULL, LedgerRow(replace(SISTER, division=350102001888))]
    before = await ledgers.snapshot()
    places = await ledgers.owner.fetchval("SELECT count(*) FROM platform.divisions")
    dry = await ledgers.take(*rows, dry_run=True)
    assert tally(dry) == (2, 0, 0, 0)
    assert await ledgers.snapshot() == before
    assert await ledgers.owner.fetchval("SELECT count(*) FROM platform.divisions") == places
    assert not await ledgers.rows("audit_event")
    wet = await ledgers.take(*rows)
    assert (tally(wet), wet.doubts) == (tally(dry), dry.doubts)


async def test_a_corrected_error_book_is_imported(ledgers: Ledgers) -> None:
    bad = replace(SISTER, division=350102888888)
    assert tally(await ledgers.take(A_ROW, LedgerRow(bad))) == (1, 0, 0, 1)
    book = ledgers.folder / "errors.xlsx"
    corrected = ledgers.folder / "corrected.xlsx"
    corrected.write_bytes(_with_text(book, "350102888888", str(ZHONGSHAN)))
    assert tally(await ledgers.take_file(corrected)) == (1, 0, 0, 0)


def _with_text(path: Path, old: str, new: str) -> bytes:
    import io
    import zipfile

    copy = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode(), new.encode()))
    return copy.getvalue()


async def test_each_child_is_announced_and_audited_once(ledgers: Ledgers) -> None:
    rows = list(generate(40, seed=6, villages=[ZHONGSHAN], today=TODAY))
    await ledgers.take(*rows)
    children = {row["id"]: row for row in await ledgers.rows("child")}
    events = [row for row in await ledgers.rows("outbox") if row["subject_kind"] == "child"]
    assert {row["subject"] for row in events} == set(children)
    assert len(events) == len(children)
    assert {(row["kind"], row["division"]) for row in events} == {("CHILD_REGISTERED", ZHONGSHAN)}
    trail = [row for row in await ledgers.rows("audit_event") if row["kind"] == "child"]
    assert {row["object"] for row in trail} == set(children)
    assert {(row["subject"], row["role"], row["action"]) for row in trail} == {
        (ADMIN.subject, "TENANT_ADMIN", "ledger:import")
    }
    values = {row.child.name for row in rows} | {row.child.resident_id for row in rows}
    assert not values & {name for row in trail for name in row["fields"]}


async def test_a_narrow_scope_takes_only_its_own_villages(ledgers: Ledgers) -> None:
    county = caller(Role.COUNTY_OFFICER, GULOU)
    outside = replace(SISTER, division=350103001002)
    assert tally(await ledgers.take(A_ROW, LedgerRow(outside), who=county)) == (1, 0, 0, 1)


async def test_who_may_not_import_is_refused(ledgers: Ledgers) -> None:
    with pytest.raises(Refused):
        await ledgers.take(A_ROW, who=DIRECTOR)
    assert not await ledgers.rows("child")


async def test_progress_is_told_to_the_end(ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    path = ledgers.folder / "a.xlsx"
    write_ledger(path, generate(25, seed=6, villages=[ZHONGSHAN], today=TODAY), name="福建省", year=2026)
    told: list[tuple[int, int]] = []
    command = ImportLedger(path, ledgers.folder / "e.xlsx")
    await import_ledger(ledgers.house, ledgers.tenant, ADMIN, command, told=lambda *how_far: told.append(how_far))
    assert told == [(10, 25), (20, 25), (25, 25)]


async def test_a_failing_batch_ends_the_import_and_leaves_whole_batches(
    ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    rows = list(generate(50, seed=9, villages=[ZHONGSHAN], today=TODAY))
    schema = ledgers.tenant.schema
    await ledgers.owner.execute(
        f"""ALTER TABLE "{schema}".child ADD CONSTRAINT odd CHECK (name <> '{rows[25].child.name}')"""
    )
    with pytest.raises(asyncpg.CheckViolationError):
        await ledgers.take(*rows)
    assert len(await ledgers.rows("child")) == 20
    await ledgers.owner.execute(f'ALTER TABLE "{schema}".child DROP CONSTRAINT odd')
    assert tally(await ledgers.take(*rows)) == (30, 0, 20, 0)


KILLED = """
import asyncio, sys
from pathlib import Path
from care.actions import import_ledger as importing
from tests.support.desks import ADMIN
from tests.support.places import open_house

importing.BATCH = 25

async def main(url, path, errors):
    async with open_house(url) as house:
        tenant = await house.tenant("fujian")
        command = importing.ImportLedger(Path(path), Path(errors))
        told = lambda done, total: print(done, flush=True)
        await importing.import_ledger(house, tenant, ADMIN, command, told=told)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_killed_import_is_simply_run_again(ledgers: Ledgers, fresh_url: str) -> None:
    rows = list(generate(600, seed=12, villages=[ZHONGSHAN, QINGCHENG], today=TODAY))
    path = ledgers.folder / "ledger.xlsx"
    write_ledger(path, rows, name="福建省", year=2026)
    with begin(KILLED, fresh_url, str(path), str(ledgers.folder / "e.xlsx")) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "25"
        kill(child)
    half = len(await ledgers.rows("child"))
    assert 25 <= half < 600
    assert half % 25 == 0
    imported = await ledgers.take_file(path)
    assert tally(imported) == (600 - half, 0, half, 0)
    once = await ledgers.counts()
    assert once["child"] == once["pairing"] + sum(row.pairing is None for row in rows) == 600
    assert once["visit"] == sum(len(row.visits) for row in rows)
    assert once["guardian"] == sum((row.father is not None) + (row.mother is not None) for row in rows)
    assert once["child_health"] == sum(len(row.child.health) for row in rows)
    assert once["household"] == _households(rows)
    assert len([row for row in await ledgers.rows("outbox") if row["subject_kind"] == "child"]) == 600
    assert tally(await ledgers.take_file(path)) == (0, 0, 600, 0)
    assert {**await ledgers.counts(), "audit_event": 0} == {**once, "audit_event": 0}


def _households(rows: Sequence[LedgerRow]) -> int:
    """Count the households by their parents' numbers, the way the rows tell them."""
    homes: dict[tuple[int, str], object] = {}
    count = 0
    for row in rows:
        numbers = [one.resident_id for one in (row.father, row.mother) if one and one.resident_id]
        keys_of = [(row.child.division, number) for number in numbers]
        home = next((homes[key] for key in keys_of if key in homes), None)
        if home is None:
            home, count = object(), count + 1
        for key in keys_of:
            homes.setdefault(key, home)
    return count


def test_keys_are_of_version_7_and_in_the_order_they_are_asked_for() -> None:
    drawn = keys()
    made = [next(drawn) for _ in range(20_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made[::100]} == {(7, "specified in RFC 4122")}


async def test_a_ledger_leaves_the_type_and_card_of_a_disability_that_it_does_not_ask_for(ledgers: Ledgers) -> None:
    disabled = HealthState(Health.DISABLED, "肢体残疾", DisabilityGrade.GRADE_2)
    row = replace(FULL, child=replace(FULL.child, health=(disabled,)))
    await ledgers.take(row)
    await ledgers.owner.execute(
        f"UPDATE \"{ledgers.tenant.schema}\".child_health SET disability = 'PHYSICAL', card = true"
    )
    worse = replace(disabled, grade=DisabilityGrade.GRADE_1)
    assert tally(await ledgers.take(replace(row, child=replace(row.child, health=(worse,))))) == (0, 1, 0, 0)
    health = await ledgers.row("child_health")
    assert (health["grade"], health["disability"], health["card"]) == ("GRADE_1", "PHYSICAL", True)


async def test_a_ledger_changes_no_carer_whom_an_agreement_in_force_names(ledgers: Ledgers) -> None:
    await ledgers.take(FULL)
    child = await ledgers.row("child")
    signed, by = date(2026, 3, 2), {"recorded_by": "x", "created_at": NOW, "updated_at": NOW}
    what = {"instrument": "GUARDIANSHIP_CONFIRMATION", "relation": "GRANDPARENT", "carer_name": "林秀英"}
    days = {"signed_on": signed, "concluded_on": signed}
    columns = {"id": uuid4(), "child_id": child["id"], "division": child["division"], **what, **days, **by}
    marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    await ledgers.owner.execute(
        f"INSERT INTO t_fujian.agreement ({', '.join(columns)}) VALUES ({marks})", *columns.values()
    )
    other = replace(FULL, carer=Carer(CarerRelation.RELATIVE_OR_FRIEND, "王大伯", "13900139009"))
    told = await ledgers.take(other)
    assert (tally(told), told.doubts[FaultCode.CARER_AGREED]) == ((0, 0, 1, 0), 1)
    assert (await ledgers.row("carer"))["name"] == "林秀英"
    same = await ledgers.take(FULL)
    assert same.doubts[FaultCode.CARER_AGREED] == 0
    await ledgers.owner.execute("UPDATE t_fujian.agreement SET ends_on = '2026-03-03'")
    assert tally(await ledgers.take(other)) == (0, 1, 0, 0)
    assert (await ledgers.row("carer"))["name"] == "王大伯"
