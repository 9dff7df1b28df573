"""Ledger files for tests: valid rows by heading, changed by what a test is about."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from care.ledgers.columns import BY_KEY, COLUMNS
from care.ledgers.faults import FaultCode
from care.ledgers.identity import check_character
from care.ledgers.reading import Reading, row_reader
from care.ledgers.workbook import open_ledger

TODAY = date(2026, 11, 22)
TITLE = "福建省农村留守儿童和困境儿童个人信息台账（2026年度）"
BOY, GIRL = "990000201503140014", "990000201503140022"
FATHER, MOTHER = (digits + check_character(digits) for digits in ("99000019840615001", "99000019860615002"))

GOOD: dict[str, Any] = {
    "child.name": "陈小明",
    "child.sex": "男",
    "child.birth": "2015-03-14",
    "child.residentId": BOY,
    "child.division": "350102001001",
    "child.hukouType": "农村户",
    "child.classes": "农村留守儿童",
}
POSITIONS = {column.key: position for position, column in enumerate(COLUMNS)}


def read_row(changes: Mapping[str, Any] | None = None, *, year: int = 2026, today: date = TODAY) -> Reading:
    """Read one row of cells: the good row with changes; None leaves a cell empty."""
    cells = GOOD | dict(changes or {})
    row = [cells.get(column.key) for column in COLUMNS]
    return row_reader(POSITIONS, year=year, today=today)(4, ["" if cell is None else cell for cell in row], frozenset())


def codes(reading: Reading) -> set[FaultCode]:
    """Give the codes of a reading's faults."""
    return {one.code for one in reading.faults}


def heading(key: str) -> str:
    """Give the heading of a column."""
    return BY_KEY[key].heading


def write_book(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str] | None = None,
    title: str | None = TITLE,
    rename: Mapping[str, str] | None = None,
    merge: Sequence[tuple[int, int, int, int, str]] = (),
    sheet: str = "台账",
    **options: Any,
) -> Path:
    """Write a plain workbook as somebody might: title, headings, rows; `merge` are (top, left, bottom, right, text)."""
    book = xlsxwriter.Workbook(str(path), options)
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    top = 0
    if title is not None:
        page.write_string(0, 0, title)
        top = 1
    names = list(keys or [column.key for column in COLUMNS])
    for position, key in enumerate(names):
        page.write_string(top, position, (rename or {}).get(key, BY_KEY[key].heading if key in BY_KEY else key))
    for number, cells in enumerate(rows, top + 1):
        for position, key in enumerate(names):
            value = cells.get(key)
            if isinstance(value, date):
                page.write_datetime(number, position, value, day)
            elif isinstance(value, str):
                page.write_string(number, position, value)
            elif value is not None:
                page.write(number, position, value)
    for area in merge:
        page.merge_range(*area, day)
    book.close()
    return path


def read_book(path: Path, *, year: int | None = None, today: date = TODAY) -> list[Reading]:
    """Read a whole workbook."""
    with open_ledger(path, today=today, year=year) as ledger:
        return list(ledger.readings)
