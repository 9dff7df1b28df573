"""Whatever a row may say is written so that it reads back equal."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from care.ledgers.categories import read_categories, write_categories
from care.ledgers.disassemble import disassemble
from care.ledgers.kinds.dates import Known
from care.ledgers.kinds.text import tidy_name
from care.ledgers.quarters import join_visits, split_visits
from care.ledgers.row import Benefit, LedgerRow, Visit
from records.codes import (
    BenefitKind,
    DifficultyCategory,
)
from tests.support.ledger_rows import FREE, rows
from tests.support.ledgers import read_row


@given(rows())
def test_any_row_reads_back_equal(row: LedgerRow) -> None:
    written = disassemble(row)
    born = {"q1.time", "q2.time", "q3.time", "q4.time"} if row.child.birth.first.year == 2026 else set()
    cells = {key: float(value) if isinstance(value, Decimal) else value for key, value in written.items()}
    reading = read_row({"child.residentId": None, **cells})
    refused = [one for one in reading.faults if not one.warning and one.column not in born]
    assert not refused, (refused, written)
    if reading.row is not None:
        assert reading.row == row
        assert disassemble(reading.row) == written


@given(FREE)
def test_a_category_settles_after_one_reading(text: str) -> None:
    found, detail = read_categories(text)
    again = read_categories(write_categories(found, detail))
    assert again == (found, detail)


def test_categories_are_taken_out_of_the_text() -> None:
    assert read_categories("残疾儿童、祖母住院") == ((DifficultyCategory.DISABLED,), "祖母住院")
    assert read_categories("家庭贫困（生活、就医、就学困难）") == (
        (DifficultyCategory.POVERTY_LIVING_MEDICAL_SCHOOL,),
        None,
    )
    assert read_categories("一方死亡或失踪，另一方无力抚养；其他") == (
        (DifficultyCategory.ONE_PARENT_LOST_OTHER_UNABLE, DifficultyCategory.OTHER),
        None,
    )


def test_an_infection_with_hiv_never_rests_in_the_text() -> None:
    for typed in ("艾滋病病毒感染儿童", "hiv感染", "ＨＩＶ感染儿童", "感染艾滋病病毒的儿童"):
        assert read_categories(typed) == ((DifficultyCategory.HIV_INFECTED,), None)


@given(st.text(max_size=20))
def test_a_tidy_name_stays_as_it_is(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


def test_findings_go_to_the_latest_visit_or_to_the_day_they_name() -> None:
    april, may = Known(2026, 4, 8), Known(2026, 5, 7)
    assert join_visits([april, may], "缺课本", "已补") == (Visit(april), Visit(may, "缺课本", "已补"))
    told = "2026-04-08：缺课本\n两本\n2026-05-07：缺冬衣"
    visits_told = join_visits([april, may], told, None)
    assert [visit.problems for visit in visits_told] == ["缺课本\n两本", "缺冬衣"]
    assert split_visits(visits_told) == (told, None)


def test_an_amount_keeps_its_cents() -> None:
    row = read_row({"child.benefits": "低保500.5元/月"}).row
    assert row is not None
    assert disassemble(row)["child.benefits"] == "低保500.5元/月"
    assert row.child.benefits == (Benefit(BenefitKind.MINIMUM_LIVING, Decimal("500.50")),)
