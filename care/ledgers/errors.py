"""The error book: the rows that were refused, as they were typed, marked and explained; it imports again."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from care.ledgers.columns import COLUMNS
from care.ledgers.faults import Fault
from care.ledgers.kind import Raw
from care.ledgers.reading import Reading
from care.ledgers.sheet import FIRST_ROW, FONT, Extra, Sheet, add_sheet, new_book
from care.ledgers.workbook.headings import EXTRA

_ROW, _REASON, _REASON_EN, _ = EXTRA
_EXTRAS = (Extra(_ROW, 8), Extra(_REASON, 44), Extra(_REASON_EN, 44))
_COMMENTS = 5_000  # comments stay in memory until the book is closed; fills and reasons do not
_CELL = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
_MARK = _CELL | {"bg_color": "#FFC7CE", "num_format": "@"}


@dataclass(slots=True)
class ErrorBook(AbstractContextManager["ErrorBook"]):
    """A workbook that comes into being with the first bad row; `positions` says where the source's columns stand."""

    path: Path
    title: str
    rows: int = 0
    _sheet: Sheet | None = None
    _mark: Any = None
    _marked_day: Any = None
    _day: Any = None
    _figure: Any = None
    _comments: int = 0
    _index: dict[str, int] = field(default_factory=dict)

    def add(self, reading: Reading, positions: dict[str, int]) -> None:
        """Add a refused row."""
        sheet = self._sheet or self._begin()
        row = FIRST_ROW + self.rows
        self.rows += 1
        faults = [one for one in reading.faults if not one.warning]
        sheet.sheet.set_row(row, 14 * max(2 * len(faults), 1))
        sheet.write(row, 0, str(reading.number))
        sheet.write(row, 1, "\n".join(one.zh for one in faults))
        sheet.write(row, 2, "\n".join(one.en for one in faults))
        marked = _by_column(faults)
        for column in COLUMNS:
            at = positions.get(column.key)
            raw = reading.cells[at] if at is not None and at < len(reading.cells) else ""
            position = self._index[column.heading]
            wrong = marked.get(column.heading)
            if wrong:
                self._write_marked(sheet, row, position, raw, wrong)
            elif raw != "":
                self._write_typed(sheet, row, position, raw, None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the book, when there is one."""
        if self._sheet:
            self._sheet.book.close()

    def _begin(self) -> Sheet:
        self.path.touch(mode=0o600)  # whole numbers and names: for its owner alone
        book = new_book(self.path)
        sheet = add_sheet(book, self.title, extras=_EXTRAS)
        self._mark = book.add_format(_MARK)
        self._marked_day = book.add_format(_MARK | {"num_format": "yyyy-mm-dd"})
        self._day = book.add_format(_CELL | {"num_format": "yyyy-mm-dd"})
        self._figure = book.add_format(_CELL | {"num_format": "0.##########"})
        self._index = {column.heading: position for position, column in enumerate(COLUMNS, sheet.shift)}
        self._sheet = sheet
        return sheet

    def _write_typed(self, sheet: Sheet, row: int, position: int, raw: Raw, style: Any) -> None:
        """Write a cell of the same type again: a figure or a date that became text would be read otherwise."""
        if isinstance(raw, bool):
            sheet.sheet.write_boolean(row, position, raw, style or sheet.text)
        elif isinstance(raw, date):
            sheet.sheet.write_datetime(row, position, raw, self._marked_day if style else self._day)
        elif isinstance(raw, time | timedelta):
            sheet.write(row, position, str(raw), style)
        elif isinstance(raw, int | float):
            sheet.write(row, position, float(raw), style or self._figure)
        else:
            sheet.write(row, position, raw, style)

    def _write_marked(self, sheet: Sheet, row: int, position: int, raw: Raw, wrong: Sequence[Fault]) -> None:
        if raw == "":
            sheet.sheet.write_blank(row, position, None, self._mark)
        else:
            self._write_typed(sheet, row, position, raw, self._mark)
        if self._comments < _COMMENTS:
            self._comments += 1
            text = "\n".join(f"{one.zh}\n{one.en}" for one in wrong)
            sheet.sheet.write_comment(row, position, text, {"x_scale": 2.4, "y_scale": 1.2})


def _by_column(faults: Sequence[Fault]) -> dict[str, list[Fault]]:
    marked: dict[str, list[Fault]] = {}
    for one in faults:
        marked.setdefault(one.column, []).append(one)
    return marked
