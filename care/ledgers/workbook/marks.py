"""The marks by which a sheet's XML is cut without being parsed: plain searches, as they run over whole files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_OPENING = re.compile(rb"<(\w+:)?sheetData\b[^>]*?(/?)>")
_MERGE = re.compile(rb"mergeCell\s[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_FAR = re.compile(rb" r=\"([A-Z]{3}\d+)\"")
_FAR_SINGLE = re.compile(rb"\sr='([A-Z]{3}\d+)'")


@dataclass(frozen=True, slots=True)
class Marks:
    """The names of a sheet's elements, which may carry a namespace prefix (`x:row`)."""

    prefix: bytes
    row: bytes = field(init=False)
    row_end: bytes = field(init=False)
    tail: bytes = field(init=False)
    numbered: re.Pattern[bytes] = field(init=False)
    cell: tuple[bytes, ...] = field(init=False)
    placed: re.Pattern[bytes] = field(init=False)
    placed_anywhere: re.Pattern[bytes] = field(init=False)
    error: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        """Derive everything from the prefix."""
        start = b"<" + self.prefix
        quoted = re.escape(start)
        derived = {
            "row": start + b"row",
            "row_end": b"</" + self.prefix + b"row>",
            "tail": b"</" + self.prefix + b"sheetData></" + self.prefix + b"worksheet>",
            "numbered": re.compile(quoted + rb"row\s(?:[^>]*?\s)?r=[\"'](\d+)"),
            "cell": (start + b"c ", start + b"c>", start + b"c/"),
            "placed": re.compile(quoted + rb"c r=\"[A-Z]{1,2}(\d+)\""),
            "placed_anywhere": re.compile(quoted + rb"c\s(?:[^>]*?\s)?r=[\"'][A-Z]{1,2}(\d+)[\"']"),
            "error": re.compile(quoted + rb"c\s(?=[^>]*?t=[\"']e[\"'])(?:[^>]*?\s)?r=[\"']([A-Z]+)(\d+)[\"']"),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def rows(self, text: bytes) -> int:
        """Count the rows that begin in a text."""
        return text.count(self.row + b" ") + text.count(self.row + b">")

    def row_numbers(self, text: bytes) -> list[bytes] | None:
        """Give the row number of every cell; None when a cell does not say where it stands."""
        cells = sum(map(text.count, self.cell))
        found = self.placed.findall(text)
        if len(found) != cells:
            found = self.placed_anywhere.findall(text)
        return found if len(found) == cells else None

    def errors(self, text: bytes) -> dict[int, list[int]]:
        """Give, per row, the columns of the cells that hold a formula error."""
        found: dict[int, list[int]] = {}
        if b't="e"' in text or b"t='e'" in text:
            for letters, digits in self.error.findall(text):
                found.setdefault(int(digits), []).append(column_number(letters))
        return found


def opening(text: bytes) -> tuple[int, Marks, bool] | None:
    """Find where the rows begin: the place behind the opening tag, the marks, and whether the sheet is empty."""
    found = _OPENING.search(text)
    return (found.end(), Marks(found[1] or b""), bool(found[2])) if found else None


def far_cell(text: bytes) -> str | None:
    """Give the first cell beyond the 702 columns of two letters."""
    found = _FAR.search(text) or (_FAR_SINGLE.search(text) if b" r='" in text else None)
    return found[1].decode() if found else None


def merges(text: bytes) -> Iterable[tuple[int, int, int, int]]:
    """Give the merged ranges as (left, top, right, bottom); columns from 0, rows from 1."""
    if b"mergeCell" in text:
        for left, top, right, bottom in _MERGE.findall(text):
            yield column_number(left), int(top), column_number(right), int(bottom)


def column_number(letters: bytes) -> int:
    """Give the position of a column from its letters; A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
