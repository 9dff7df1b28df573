"""A ledger file opened: checked, its headings found, its rows read one after another."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from care.ledgers.across import check_across
from care.ledgers.faults import Fault, FaultCode, LedgerError
from care.ledgers.kind import Raw
from care.ledgers.reading import Reading, row_reader
from care.ledgers.workbook.container import SheetPart, checked_parts, is_old, refused, worksheets
from care.ledgers.workbook.headings import LOOKED_AT, Layout, find_layout
from care.ledgers.workbook.slices import Merged, merged_cells, sliced_rows, survey

SHEET = "台账"

Rows = Iterator[tuple[int, list[Raw]]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger: its year, about how many rows it has (for a progress bar), doubts about its headings,
    where its columns stand, its rows.
    """

    year: int
    rows: int
    doubts: tuple[Fault, ...]
    positions: dict[str, int]
    readings: Iterator[Reading]


@contextmanager
def open_ledger(path: Path, *, today: date, year: int | None = None) -> Iterator[Ledger]:
    """Open an .xlsx or .xls ledger; `year` overrides its title's. Raises LedgerError for the file as a whole."""
    if is_old(path):
        with _whole(path) as found:
            yield _ledger(*found, today=today, year=year)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise refused(FaultCode.DAMAGED) from None
    with archive:
        yield _ledger(*_chosen(archive, worksheets(archive, checked_parts(archive))), today=today, year=year)


def _ledger(layout: Layout, rows: Rows, count: int, merged: Merged, *, today: date, year: int | None) -> Ledger:
    kept = year or layout.year
    if kept is None:
        raise refused(FaultCode.YEAR_MISSING)
    first = next(rows, None)
    if first is None:
        raise refused(FaultCode.NO_ROWS)
    read = row_reader(layout.positions, year=kept, today=today)
    nothing: frozenset[int] = frozenset()
    readings = (read(number, cells, merged.get(number, nothing)) for number, cells in chain([first], rows))
    return Ledger(kept, max(count - layout.row, 1), layout.doubts, layout.positions, check_across(readings))


def _chosen(archive: zipfile.ZipFile, sheets: list[SheetPart]) -> tuple[Layout, Rows, int, Merged]:
    """Take the sheet called 台账, else the first in which the headings are found."""
    refusal: LedgerError = refused(FaultCode.NO_HEADINGS, rows=LOOKED_AT)
    for sheet in sorted(sheets, key=lambda one: one.name.strip() != SHEET):
        about = survey(archive, sheet)
        rows = sliced_rows(archive, sheet)
        try:
            layout, rest = _headed(rows)
        except LedgerError as error:
            if error.faults[0].code is not FaultCode.NO_HEADINGS:
                raise
            refusal = error
            continue
        return layout, rest, about.rows, about.merged
    raise refusal


def _headed(rows: Rows) -> tuple[Layout, Rows]:
    first = list(islice(rows, LOOKED_AT))
    layout = find_layout(first)
    return layout, chain([row for row in first if row[0] > layout.row], rows)


@contextmanager
def _whole(path: Path) -> Iterator[tuple[Layout, Rows, int, Merged]]:
    """Read an old .xls, which ends at 65,536 rows, in one piece."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
            ]
            yield _old_sheet(book, sorted(names, key=lambda name: name.strip() != SHEET))
    except PasswordError:
        raise refused(FaultCode.PASSWORD) from None
    except CalamineError:
        raise refused(FaultCode.DAMAGED) from None


def _old_sheet(book: CalamineWorkbook, names: list[str]) -> tuple[Layout, Rows, int, Merged]:
    refusal: LedgerError = refused(FaultCode.NO_HEADINGS, rows=LOOKED_AT)
    for name in names:
        sheet = book.get_sheet_by_name(name)
        margin: list[Raw] = [""] * (sheet.start[1] if sheet.start else 0)
        numbered = ((number, margin + cells) for number, cells in enumerate(sheet.iter_rows(), 1))
        rows = ((number, cells) for number, cells in numbered if any(cell != "" for cell in cells))
        try:
            layout, rest = _headed(rows)
        except LedgerError as error:
            if error.faults[0].code is not FaultCode.NO_HEADINGS:
                raise
            refusal = error
            continue
        ranges = [(left, top + 1, right, bottom + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        return layout, rest, sheet.total_height, merged_cells(ranges)
    raise refusal
