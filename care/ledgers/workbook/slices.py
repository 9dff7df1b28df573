"""A worksheet of any length read in slices of rows, so that memory stays bounded.

The reader library keeps a whole sheet in memory (570 MB for 100,000 rows of this form). So the sheet's XML is unpacked
as a stream and cut between rows; each slice becomes a small workbook with the styles and shared texts of the whole, and
the library reads that: what a cell means stays its business.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from care.ledgers.faults import FaultCode
from care.ledgers.kind import Raw
from care.ledgers.workbook.container import SheetPart, refused
from care.ledgers.workbook.marks import Marks, far_cell, merges, opening

SLICE = 1 << 20
MANY_TEXTS = 1 << 20  # shared texts are read anew with each slice: where there are many, slices are larger
_LARGER = 4
_CHUNK = 1 << 20
_HEAD_LIMIT = 4 << 20
_GAP = 20_000  # a slice is a block in memory: a stray cell far below must not become millions of empty ones
_MERGE_LIMIT = 200_000
_TEXTS = "xl/sharedStrings.xml"
_NEEDED = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", _TEXTS}

Merged = dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a sheet tells: how many rows it has, and per row (from 1) the cells that a merge hides."""

    rows: int
    merged: Merged


def survey(archive: zipfile.ZipFile, sheet: SheetPart) -> Survey:
    """Look through a sheet without parsing it. Raises LedgerError for a damaged or absurdly wide one."""
    rows, ranges, tail = 0, list[tuple[int, int, int, int]](), b""
    marks: Marks | None = None
    with archive.open(sheet.part) as stream:
        for chunk in _chunks(stream):
            piece = tail + chunk
            cut = piece.rfind(b"<")
            whole, tail = (piece[:cut], piece[cut:]) if cut > 0 else (b"", piece)
            if len(tail) > _CHUNK:
                raise refused(FaultCode.DAMAGED)
            far = far_cell(whole)
            if far:
                raise refused(FaultCode.TOO_WIDE, where=far)
            if marks is None and (found := opening(whole)):
                marks = found[1]
            rows += marks.rows(whole) if marks else 0
            ranges += merges(whole)
    return Survey(rows, merged_cells(ranges))


def merged_cells(ranges: Iterable[tuple[int, int, int, int]]) -> Merged:
    """Give, per row (from 1), the cells hidden by merges: all but the upper left of each (left, top, right, bottom)."""
    hidden: dict[int, set[int]] = {}
    count = 0
    for left, top, right, bottom in ranges:
        count += (bottom - top + 1) * (right - left + 1)
        if count > _MERGE_LIMIT:
            raise refused(FaultCode.DAMAGED)
        for row in range(top, bottom + 1):
            hidden.setdefault(row, set()).update(range(left + (row == top), right + 1))
    return {row: frozenset(columns) for row, columns in hidden.items() if columns}


def sliced_rows(archive: zipfile.ZipFile, sheet: SheetPart) -> Iterator[tuple[int, list[Raw]]]:
    """Give the rows that hold something, each with its number (from 1) and its cells from column A on."""
    # One slice ahead in a thread: unpacking and parsing are done outside of Python's lock.
    with ThreadPoolExecutor(1) as pool:
        slices = _slices(archive, sheet)
        coming = pool.submit(next, slices, None)
        while (rows := coming.result()) is not None:
            coming = pool.submit(next, slices, None)
            yield from rows


def _slices(archive: zipfile.ZipFile, sheet: SheetPart) -> Iterator[list[tuple[int, list[Raw]]]]:
    base = _base(archive)
    for head, rows, marks in _cut(archive, sheet):
        _guard(rows, marks)
        yield list(_read(base, sheet, head, rows, marks))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error):
        raise refused(FaultCode.DAMAGED) from None


def _base(archive: zipfile.ZipFile) -> bytes:
    """Pack everything but the worksheets once; each slice is added to a copy of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as base:
        for name in archive.namelist():
            if name.endswith(".rels") or name in _NEEDED:
                with archive.open(name) as source, base.open(name, "w") as target:
                    for chunk in _chunks(source):
                        target.write(chunk)
    return packed.getvalue()


def _cut(archive: zipfile.ZipFile, sheet: SheetPart) -> Iterator[tuple[bytes, bytes, Marks]]:
    """Cut the sheet between rows: what stands before the rows, some rows, and the marks."""
    size = SLICE * (_LARGER if _texts(archive) > MANY_TEXTS else 1)
    with archive.open(sheet.part) as stream:
        chunks = _chunks(stream)
        text, found = b"", None
        for chunk in chunks:
            text += chunk
            found = opening(text)
            if found or len(text) > _HEAD_LIMIT:
                break
        if found is None:
            raise refused(FaultCode.DAMAGED)
        start, marks, empty = found
        if empty:
            return
        head, pieces = text[:start], [text[start:]]
        held = len(pieces[0])
        for chunk in chunks:
            pieces.append(chunk)
            held += len(chunk)
            if held >= size:
                text = b"".join(pieces)
                cut = text.rfind(marks.row_end)
                if cut < 0:
                    raise refused(FaultCode.DAMAGED)
                cut += len(marks.row_end)
                yield from ((head, part, marks) for part in _dense(text[:cut], marks))
                pieces, held = [text[cut:]], len(text) - cut
        text = b"".join(pieces)
        cut = text.rfind(marks.row_end)
        if cut >= 0:
            yield from ((head, part, marks) for part in _dense(text[: cut + len(marks.row_end)], marks))


def _texts(archive: zipfile.ZipFile) -> int:
    return archive.getinfo(_TEXTS).file_size if _TEXTS in archive.namelist() else 0


def _dense(rows: bytes, marks: Marks) -> Iterator[bytes]:
    """Cut where row numbers leap."""
    start, last = 0, None
    for found in marks.numbered.finditer(rows):
        number = int(found[1])
        if last is not None and number - last > _GAP:
            yield rows[start : found.start()]
            start = found.start()
        last = number
    yield rows[start:]


def _guard(rows: bytes, marks: Marks) -> None:
    """Refuse a slice whose block of cells would be far larger than its text."""
    placed = marks.row_numbers(rows)
    if placed is None:
        raise refused(FaultCode.UNPLACED)
    numbers = {int(digits) for digits in set(placed)}
    if numbers and max(numbers) - min(numbers) > _GAP + len(numbers) * 2:
        raise refused(FaultCode.UNPLACED)


def _read(base: bytes, sheet: SheetPart, head: bytes, rows: bytes, marks: Marks) -> Iterator[tuple[int, list[Raw]]]:
    packed = io.BytesIO(base)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_STORED) as book:
        book.writestr(sheet.part, b"".join((head, rows, marks.tail)))
    packed.seek(0)
    try:
        read = CalamineWorkbook.from_filelike(packed).get_sheet_by_name(sheet.name)
    except CalamineError:
        raise refused(FaultCode.DAMAGED) from None
    if read.start is None:
        return
    top, left = read.start
    errors = marks.errors(rows)
    margin: list[Raw] = [""] * left
    for number, cells in enumerate(read.to_python(), top + 1):
        row = margin + cells if left else cells
        for at in errors.get(number, ()):
            row[at : at + 1] = ["#VALUE!"]
        if any(cell != "" for cell in row):
            yield number, row
