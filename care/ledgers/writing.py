"""A ledger written from rows; what is written reads back equal."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from care.ledgers.disassemble import disassemble
from care.ledgers.row import LedgerRow
from care.ledgers.sheet import FIRST_ROW, FONT, add_sheet, new_book, title_of
from care.ledgers.template import add_explanation

RECORD = "导出记录"
_FOOTER = 240  # Excel takes 255 characters in a footer


class LedgerBook:
    """A ledger being written, row after row; the rows' visits all lie in its year. It is a file once it is closed.

    `record` says who took the file out, when and why (PR14): it becomes a sheet, and the foot of every printed page.
    Until then its rows lie in the same folder; where it is let go instead, whoever made the folder clears them away.
    """

    def __init__(self, path: Path, *, name: str, year: int, record: Sequence[tuple[str, str]] = ()) -> None:
        self.rows = 0
        self._book = new_book(path, parts=path.parent)
        self._sheet = add_sheet(self._book, title_of(name, year))
        self._record = record

    def add(self, rows: Iterable[LedgerRow]) -> None:
        """Write rows below the others."""
        for row in rows:
            self._sheet.write_row(FIRST_ROW + self.rows, disassemble(row))
            self.rows += 1

    def close(self) -> None:
        """Complete the file."""
        add_explanation(self._book)
        if self._record:
            mark = "  ".join(value for _, value in self._record)[:_FOOTER].replace("&", "&&")
            self._sheet.sheet.set_footer(f"&L{mark}&R&P/&N")
            _add_record(self._book, self._record)
        self._book.close()

    def let_go(self) -> None:
        """Close what is open of a book that will be none; of one that is closed nothing is."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()


def write_ledger(path: Path, rows: Iterable[LedgerRow], *, name: str, year: int) -> int:
    """Write a whole ledger and give the number of its rows."""
    book = LedgerBook(path, name=name, year=year)
    book.add(rows)
    book.close()
    return book.rows


def _add_record(book: Any, told: Iterable[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(RECORD)
    text = book.add_format({"font_name": FONT, "font_size": 10, "num_format": "@"})
    sheet.set_column(0, 0, 28, text)
    sheet.set_column(1, 1, 80, text)
    for row, (label, value) in enumerate(told):
        sheet.write_string(row, 0, label, text)
        sheet.write_string(row, 1, value, text)
