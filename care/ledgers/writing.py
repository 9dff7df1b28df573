"""A ledger written from rows; what is written reads back equal."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from care.ledgers.disassemble import disassemble
from care.ledgers.row import LedgerRow
from care.ledgers.sheet import FIRST_ROW, FONT, add_sheet, new_book, title_of
from care.ledgers.template import add_explanation

RECORD = "导出记录"


def write_ledger(
    path: Path, rows: Iterable[LedgerRow], *, name: str, year: int, record: Iterable[tuple[str, str]] = ()
) -> int:
    """Write a ledger of a year and give the number of its rows.

    `record` says who took the file out, when and why (PR14): it becomes a sheet, and the foot of every printed page.
    """
    told = list(record)
    book = new_book(path)
    count = 0
    try:
        sheet = add_sheet(book, title_of(name, year))
        for count, row in enumerate(rows, 1):
            sheet.write_row(FIRST_ROW + count - 1, disassemble(row))
        add_explanation(book)
        if told:
            mark = "  ".join(value for _, value in told)[:240].replace("&", "&&")
            sheet.sheet.set_footer(f"&L{mark}&R&P/&N", {"scale_with_doc": False})
            _add_record(book, told)
    finally:
        book.close()
    return count


def _add_record(book: Any, told: Iterable[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(RECORD)
    text = book.add_format({"font_name": FONT, "font_size": 10, "num_format": "@"})
    sheet.set_column(0, 0, 28, text)
    sheet.set_column(1, 1, 80, text)
    for row, (label, value) in enumerate(told):
        sheet.write_string(row, 0, label, text)
        sheet.write_string(row, 1, value, text)
