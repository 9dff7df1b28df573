"""The table of columns of a workbook for a system of record, and the workbook itself."""

from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from care.ledgers.columns import COLUMNS
from care.ledgers.mapping import Mapped, MappingError, UpdateBook, default_mapping, read_mapping, write_mapping


def test_the_table_of_columns_is_the_ledgers_until_somebody_edits_it(tmp_path: Path) -> None:
    table = tmp_path / "columns.csv"
    write_mapping(table, default_mapping())
    assert read_mapping(table) == default_mapping()
    assert [one.field for one in default_mapping()][: len(COLUMNS)] == [column.key for column in COLUMNS]
    assert [one.heading for one in default_mapping()][-2:] == ["档案状态", "变更时间"]


def test_reads_what_a_spreadsheet_or_an_editor_left(tmp_path: Path) -> None:
    table = tmp_path / "columns.csv"
    table.write_text("表头,字段\n\n 儿童姓名 , child.name ,备注\n空列\n", encoding="utf-8")
    assert read_mapping(table) == (Mapped("儿童姓名", "child.name"), Mapped("空列", None))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("姓名,child.name\n", 1),
        ("表头,字段\n", 1),
        ("表头,字段\n姓名,child.name\n姓名,child.sex\n", 3),
        ("表头,字段\n,child.name\n", 2),
        ("表头,字段\n姓名,child.nam\n", 2),
    ],
)
def test_says_which_line_cannot_be_used(tmp_path: Path, text: str, line: int) -> None:
    table = tmp_path / "columns.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as raised:
        read_mapping(table)
    assert raised.value.zh.startswith(f"对应表第{line}行：")
    assert raised.value.en.startswith(f"line {line} ")


def test_writes_cells_under_their_headings_as_text_that_is_no_formula(tmp_path: Path) -> None:
    columns = (Mapped("收入", "household.income"), Mapped("空列", None), Mapped("姓名", "child.name"))
    book = UpdateBook(tmp_path / "book.xlsx", columns, [("用途", "季度更新")])
    book.add({"child.name": "=1+1", "household.income": Decimal("1200.50"), "notes": "不在表中"})
    book.add({"child.name": "单小明"})
    book.close()
    assert book.rows == 2
    read = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx"))
    assert read.get_sheet_by_name("更新").to_python() == [
        ["收入", "空列", "姓名"],
        [1200.5, "", "=1+1"],
        ["", "", "单小明"],
    ]
    assert read.get_sheet_by_name("导出记录").to_python() == [["用途", "季度更新"]]
