"""The form as a workbook: empty, with errors, and filled by the generator."""

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import python_calamine

from care.ledgers.columns import BY_KEY, COLUMNS
from care.ledgers.disassemble import disassemble
from care.ledgers.errors import ErrorBook
from care.ledgers.faults import FaultCode, LedgerError, fault
from care.ledgers.generator import generate
from care.ledgers.reading import Reading
from care.ledgers.sheet import title_of
from care.ledgers.template import EXPLANATION, write_template
from care.ledgers.workbook import open_ledger
from care.ledgers.writing import write_ledger
from records.codes import ResidentIdMissing
from tests.support.ledgers import GIRL, GOOD, TODAY, read_book, write_book

VILLAGES = [350102001001, 350102001002, 350102002002]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path, name="福建省", year=2026)
    return path


def sheet(path: Path, name: str) -> list[list[Any]]:
    """Give a sheet's cells."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def xml(path: Path, part: str) -> ET.Element:
    """Give a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return ET.fromstring(archive.read(part))  # noqa: S314 - we wrote it ourselves


def test_the_template_carries_title_year_and_every_heading_once(template: Path) -> None:
    title, groups, headings = sheet(template, "台账")
    assert title[0] == "福建省农村留守儿童和困境儿童个人信息台账（2026年度）"
    assert headings == [column.heading for column in COLUMNS]
    assert len(set(headings)) == len(headings)
    assert [group for group in groups if group] == list(dict.fromkeys(column.group for column in COLUMNS))


def test_the_template_is_an_empty_ledger(template: Path) -> None:
    with pytest.raises(LedgerError) as raised, open_ledger(template, today=TODAY):
        pass
    assert [one.code for one in raised.value.faults] == [FaultCode.NO_ROWS]


def test_single_choices_have_a_drop_down_of_their_options(template: Path) -> None:
    namespace = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    lists = {}
    for rule in xml(template, "xl/worksheets/sheet1.xml").iter(f"{namespace}dataValidation"):
        if rule.get("type") == "list":
            found = rule.find(f"{namespace}formula1")
            assert found is not None
            lists[rule.attrib["sqref"].split(":")[0].rstrip("0123456789")] = found.text
    assert lists["B"] == '"男,女"'
    dropped = [column for column in COLUMNS if column.kind.drop_down]
    assert len(lists) == len(dropped) == 9
    assert all("____" not in text for text in lists.values() if text)


def test_columns_are_text_so_that_nothing_is_rounded(template: Path) -> None:
    namespace = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    styles = xml(template, "xl/styles.xml")
    codes = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{namespace}numFmt")}
    formats = [codes.get(style.attrib["numFmtId"]) for style in next(styles.iter(f"{namespace}cellXfs"))]
    columns = {}
    for column in xml(template, "xl/worksheets/sheet1.xml").iter(f"{namespace}col"):
        for number in range(int(column.attrib["min"]), int(column.attrib["max"]) + 1):
            columns[number - 1] = formats[int(column.attrib["style"])]
    for position, declared in enumerate(COLUMNS):
        assert columns[position] == ("0.00" if declared.kind.numeric else "@")


def test_the_explanation_tells_every_column_its_options_and_whose_it_is(template: Path) -> None:
    told = {row[0]: row for row in sheet(template, EXPLANATION) if row[0] in {column.heading for column in COLUMNS}}
    assert list(told) == [column.heading for column in COLUMNS]
    for column in COLUMNS:
        row = told[column.heading]
        assert row[2:4] == ["是" if column.required else "", "系统增加" if column.ours else "附件"]
        assert all(option in row[4] for option in column.kind.choices)


def test_every_heading_of_the_annex_is_there() -> None:
    printed = {
        "儿童基本信息": "姓名 性别 民族 出生年月 身份证号码 家庭地址 户籍类别 儿童类别 是否单亲家庭 就学情况 寄宿情况 "
        "监护情况 健康情况 日常心理和行为情况 享受救助情况 教育救助情况 医疗救助情况 其他救助情况",
        "父亲": "姓名 身份证号码 联系电话 现住地址 健康状况 特殊情况",
        "母亲": "姓名 身份证号码 联系电话 现住地址 健康状况 特殊情况",
        "家庭": "家庭收入人均（元/年） 家庭享受补助情况 社会力量帮扶情况 家庭监护情况",
        "留守儿童委托照护人情况": "委托照护人 姓名 联系电话 委托照料原因",
        "结对信息": "儿童主任姓名 儿童主任电话 结对人员姓名 结对人员电话 结对人员所在单位",
        "走访情况": " ".join(f"{q}季度{what}" for q in "一二三四" for what in ("走访时间", "发现的问题", "解决措施")),
        "其他": "关爱服务需求 其他说明情况 建档人签名 建档时间",
    }
    for group, labels in printed.items():
        assert [column.label for column in COLUMNS if column.group == group and not column.ours] == labels.split()


def bad_book(folder: Path) -> tuple[Path, list[Reading]]:
    """Import-less import: read a ledger with faults and write its error book."""
    rows: list[dict[str, Any]] = [
        GOOD,
        GOOD | {"child.name": "林小红", "child.residentId": int(GIRL), "child.birth": date(2015, 3, 14)},
        GOOD | {"child.name": "林小华", "child.residentId": None, "filedOn": date(2026, 11, 30), "notes": "=1+1"},
        GOOD | {"child.name": "", "child.residentId": GIRL, "child.sex": "女", "child.birth": 2015.1},
    ]
    source = write_book(folder / "a.xlsx", rows)
    target = folder / "a-错误.xlsx"
    with open_ledger(source, today=TODAY) as ledger, ErrorBook(target, title_of("福建省", 2026)) as book:
        readings = list(ledger.readings)
        for reading in readings:
            if reading.row is None:
                book.add(reading, ledger.positions)
    return target, readings


def test_the_error_book_holds_only_the_bad_rows_with_their_reasons(tmp_path: Path) -> None:
    path, readings = bad_book(tmp_path)
    rows = sheet(path, "台账")[3:]
    assert [row[0] for row in rows] == ["4", "5", "6"]
    for row, reading in zip(rows, readings[1:], strict=True):
        assert row[1] == "\n".join(one.zh for one in reading.faults)
        assert row[2] == "\n".join(one.en for one in reading.faults)
    assert path.stat().st_mode & 0o777 == 0o600


def test_wrong_cells_are_filled_and_commented(tmp_path: Path) -> None:
    path, readings = bad_book(tmp_path)
    comments = xml(path, "xl/comments1.xml")
    namespace = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    told = {one.attrib["ref"]: "".join(one.itertext()) for one in comments.iter(f"{namespace}comment")}
    assert len(told) == sum(len({fault.column for fault in reading.faults}) for reading in readings)
    at = 3 + [column.key for column in COLUMNS].index("child.residentId")
    assert readings[1].faults[0].zh in told[f"{chr(65 + at)}4"]
    assert readings[1].faults[0].en in told[f"{chr(65 + at)}4"]


def test_the_error_book_says_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    path, readings = bad_book(tmp_path)
    again = read_book(path)
    assert [one.faults for one in again] == [one.faults for one in readings[1:]]


def test_no_bad_row_no_error_book(tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"
    with ErrorBook(path, "台账") as book:
        assert book.rows == 0
    assert not path.exists()


def test_many_bad_rows_keep_their_reasons_when_comments_run_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("care.ledgers.errors._COMMENTS", 2)
    reading = Reading(4, None, (fault(FaultCode.REQUIRED, "姓名"),), [""] * len(COLUMNS))
    with ErrorBook(tmp_path / "e.xlsx", "台账（2026年）") as book:
        for _ in range(4):
            book.add(reading, {})
    assert [row[1] for row in sheet(tmp_path / "e.xlsx", "台账")[3:]] == ["姓名：必填"] * 4
    namespace = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert len(list(xml(tmp_path / "e.xlsx", "xl/comments1.xml").iter(f"{namespace}comment"))) == 2


def test_generated_ledgers_read_back_equal_and_without_a_fault(tmp_path: Path) -> None:
    rows = list(generate(600, seed=11, villages=VILLAGES, today=TODAY))
    path = tmp_path / "a.xlsx"
    assert write_ledger(path, rows, name="福建省", year=2026) == 600
    readings = read_book(path)
    assert [reading.faults for reading in readings] == [()] * 600
    assert [reading.row for reading in readings] == rows
    assert [reading.number for reading in readings] == [row.number for row in rows]


def test_the_generator_repeats_itself_and_differs_by_seed() -> None:
    def drawn(seed: int) -> list[Any]:
        return list(generate(50, seed=seed, villages=VILLAGES, today=TODAY))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_two_seeds_share_no_number() -> None:
    def numbers(seed: int) -> set[str]:
        rows = generate(400, seed=seed, villages=VILLAGES, today=TODAY)
        people = [one for row in rows for one in (row.child, row.father, row.mother) if one]
        return {one.resident_id for one in people if one.resident_id}

    assert not numbers(20260315) & numbers(20260316)


def test_generated_ledgers_hold_what_makes_real_ones_hard() -> None:
    rows = list(generate(3000, seed=5, villages=VILLAGES, today=TODAY))
    children = [row.child for row in rows]
    names = [child.name for child in children]
    assert any(ord(char) > 0xFFFF for name in names for char in name)
    assert any("䶮" in name for name in names)
    assert any("·" in name for name in names)
    assert any(len(name) >= 10 for name in names)
    assert {"藏族", "彝族", "维吾尔族"} <= {child.ethnicity for child in children}
    assert {ResidentIdMissing.HUKOU_UNREGISTERED, ResidentIdMissing.FOUNDLING} <= {
        child.resident_id_missing for child in children
    }
    fathers = [row.father.resident_id for row in rows if row.father and row.father.resident_id]
    assert len(set(fathers)) < len(fathers)
    assert any(visit.on.day is None for row in rows for visit in row.visits)
    assert any(child.birth.day is None for child in children)
    assert {child.division for child in children} == set(VILLAGES)
    for one in children:
        assert one.resident_id is None or one.resident_id.startswith("99")
    people = [one for row in rows for one in (row.father, row.mother, row.carer, row.pairing) if one]
    assert all(one.phone is None or one.phone.startswith("154") for one in people)


def test_a_generated_ledger_can_be_of_an_earlier_year() -> None:
    rows = list(generate(100, seed=5, villages=VILLAGES, today=TODAY, year=2025))
    assert {visit.on.year for row in rows for visit in row.visits} == {2025}


def test_cells_that_are_empty_are_left_out() -> None:
    row = next(generate(1, seed=1, villages=VILLAGES, today=TODAY))
    bare = replace(row, father=None, mother=None, carer=None, pairing=None, visits=(), filed_on=None)
    assert not {key for key in disassemble(bare) if key.split(".")[0] in {"father", "mother", "carer", "pairing", "q1"}}
    assert set(disassemble(row)) <= set(BY_KEY)
