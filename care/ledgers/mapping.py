"""How the workbook for a system of record is laid out: a table of headings and ledger fields that a county may edit.

The table is a CSV file with the columns 表头 and 字段, one line for each column of the workbook in its order. A
system's own template changes without notice; whoever keeps the files then edits the table, and no code changes.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from care.ledgers.columns import COLUMNS
from care.ledgers.sheet import FONT

HEADING, FIELD = "表头", "字段"
FILE_STATUS, CHANGED_AT = "child.fileStatus", "child.changedAt"
# What a system must be told beside the ledger: that a file was closed, and when something changed.
_MORE: Final = {FILE_STATUS: "档案状态", CHANGED_AT: "变更时间"}
_HEADINGS: Final = {column.key: column.heading for column in COLUMNS} | _MORE
_NUMERIC: Final = frozenset(column.key for column in COLUMNS if column.kind.numeric)
SHEET, RECORD = "更新", "导出记录"
MOST_COLUMNS = 200


class MappingError(Exception):
    """The table of columns cannot be used; says why in Chinese and English, with the line."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = f"对应表第{line}行：{zh}"
        self.en = f"line {line} of the mapping: {en}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column of the workbook: its heading, and the ledger's field that fills it (None: left empty)."""

    heading: str
    field: str | None


def default_mapping() -> tuple[Mapped, ...]:
    """Give the columns of the annex form under its own headings, then what was closed and when."""
    return tuple(Mapped(heading, key) for key, heading in _HEADINGS.items())


def write_mapping(path: Path, columns: Sequence[Mapped]) -> None:
    """Write a table of columns; a spreadsheet opens it by its byte order mark."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow((HEADING, FIELD))
        table.writerows((one.heading, one.field or "") for one in columns)


def read_mapping(path: Path) -> tuple[Mapped, ...]:
    """Read a table of columns. Raises `MappingError` for the first line that cannot be used, `OSError` for no file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = list(csv.reader(file))
    if not lines or [cell.strip() for cell in lines[0][:2]] != [HEADING, FIELD]:
        raise MappingError(1, f"应为“{HEADING},{FIELD}”", f"must read {HEADING},{FIELD}")
    found: list[Mapped] = []
    for number, cells in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in cells):
            found.append(_mapped(number, [*cells, "", ""], {one.heading for one in found}))
    if not 1 <= len(found) <= MOST_COLUMNS:
        raise MappingError(len(lines), f"应有1到{MOST_COLUMNS}列", f"must name 1 to {MOST_COLUMNS} columns")
    return tuple(found)


def _mapped(number: int, cells: Sequence[str], taken: set[str]) -> Mapped:
    heading, key = cells[0].strip(), cells[1].strip()
    if not heading:
        raise MappingError(number, "缺少表头", "has no heading")
    if heading in taken:
        raise MappingError(number, f"表头“{heading}”重复", f"repeats the heading {heading}")
    if key and key not in _HEADINGS:
        raise MappingError(number, f"没有“{key}”这个字段", f"names no field of the ledger: {key}")
    return Mapped(heading, key or None)


class UpdateBook:
    """A workbook for a system of record being written, row after row; `record` says who took it out, when and why."""

    def __init__(self, path: Path, columns: Sequence[Mapped], record: Sequence[tuple[str, str]]) -> None:
        self.rows = 0
        self._columns = columns
        self._record = record
        self._book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
        self._text = self._book.add_format({"num_format": "@", "font_name": FONT, "font_size": 10})
        self._sheet = self._book.add_worksheet(SHEET)
        bold = self._book.add_format({"bold": True, "font_name": FONT, "font_size": 10, "text_wrap": True})
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, 16, None if column.field in _NUMERIC else self._text)
            self._sheet.write_string(0, place, column.heading, bold)
        self._sheet.freeze_panes(1, 0)

    def add(self, cells: Mapping[str, str | Decimal]) -> None:
        """Write a row of cells by the keys of the ledger's fields; texts never become formulas or numbers."""
        self.rows += 1
        for place, column in enumerate(self._columns):
            value = cells.get(column.field or "")
            if isinstance(value, Decimal):
                self._sheet.write_number(self.rows, place, value)
            elif value is not None:
                self._sheet.write_string(self.rows, place, value, self._text)

    def close(self) -> None:
        """Complete the file with the sheet that says what it is."""
        sheet = self._book.add_worksheet(RECORD)
        sheet.set_column(0, 1, 40, self._text)
        for row, (label, value) in enumerate(self._record):
            sheet.write_string(row, 0, label, self._text)
            sheet.write_string(row, 1, value, self._text)
        self._book.close()
