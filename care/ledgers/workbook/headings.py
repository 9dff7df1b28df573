"""Where the columns stand in somebody's sheet: found by their headings, in any order, with or without the group row."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from care.ledgers.columns import COLUMNS, Column
from care.ledgers.faults import Fault, FaultCode, LedgerError, fault
from care.ledgers.kind import Raw
from care.ledgers.kinds.text import half_width
from care.ledgers.workbook.container import refused

LOOKED_AT = 12
EXTRA = ("原行号", "错误原因", "Reason", "序号")  # the error book's own columns, and a running number: never imported
_ENOUGH = 5
_YEAR = re.compile(r"(20\d\d)\s*年")
_LOOSE = re.compile(r"[\s\u3000*＊()（）:：]+")


def _plain(text: Raw) -> str:
    return _LOOSE.sub("", half_width(str(text)))


_BY_HEADING = {_plain(column.heading): column for column in COLUMNS}
_BY_GROUP = {(_plain(column.group), _plain(column.label)): column for column in COLUMNS}
_GROUPS = {_plain(column.group) for column in COLUMNS}
_EXTRA = {_plain(name) for name in EXTRA}


@dataclass(frozen=True, slots=True)
class Layout:
    """The row of the headings (from 1), where each column stands (0 is A), the year in the title, and doubts."""

    row: int
    positions: dict[str, int]
    year: int | None
    doubts: tuple[Fault, ...] = field(default=())


def find_layout(rows: Sequence[tuple[int, Sequence[Raw]]]) -> Layout:
    """Find the headings among the first rows of a sheet. Raises LedgerError naming every column that is wrong."""
    best: tuple[int, int] = (0, -1)
    for index, (_, cells) in enumerate(rows[:LOOKED_AT]):
        named = _named(cells, rows[index - 1][1] if index else ())
        if len(named) > best[0]:
            best = len(named), index
    if best[0] < _ENOUGH:
        raise refused(FaultCode.NO_HEADINGS, rows=LOOKED_AT)
    index = best[1]
    number, cells = rows[index]
    named = _named(cells, rows[index - 1][1] if index else ())
    positions, faults = _placed(named)
    unknown = _unknown(cells, {position for position, _ in named})
    for column in COLUMNS:
        if column.key not in positions and (not column.ours or column.required or _similar(column, unknown)):
            close = _similar(column, unknown)
            faults.append(fault(FaultCode.HEADING_MISSING, heading=column.heading, hint=_hint(close)))
    if faults:
        raise LedgerError(tuple(faults))
    doubts = tuple(fault(FaultCode.HEADING_UNKNOWN, heading=text, where=letters(at)) for text, at in unknown.items())
    return Layout(number, positions, _year(rows[:index]), doubts)


def letters(position: int) -> str:
    """Name a column as Excel does; 0 is A."""
    name = ""
    while position >= 0:
        position, digit = divmod(position, 26)
        name, position = chr(65 + digit) + name, position - 1
    return name


def _placed(named: Sequence[tuple[int, Column]]) -> tuple[dict[str, int], list[Fault]]:
    places: dict[str, list[int]] = {}
    for position, column in named:
        places.setdefault(column.key, []).append(position)
    repeated = [
        fault(
            FaultCode.HEADING_REPEATED,
            heading=next(column.heading for column in COLUMNS if column.key == key),
            where="、".join(map(letters, positions)),
        )
        for key, positions in places.items()
        if len(positions) > 1
    ]
    return {key: positions[0] for key, positions in places.items()}, repeated


def _unknown(cells: Sequence[Raw], known: set[int]) -> dict[str, int]:
    """Give the headings that nobody declared, with their places."""
    texts = ((str(cell).strip(), position) for position, cell in enumerate(cells))
    return {text: at for text, at in texts if text and at not in known and _plain(text) not in _EXTRA}


def _similar(column: Column, unknown: dict[str, int]) -> str | None:
    close = difflib.get_close_matches(column.heading, unknown, n=1, cutoff=0.6)
    return close[0] if close else None


def _hint(close: str | None) -> str:
    return f"（是否改成了“{close}”？ / renamed to “{close}”?）" if close else ""


def _named(cells: Sequence[Raw], above: Sequence[Raw]) -> list[tuple[int, Column]]:
    """Give the columns of a row of headings; `above` may hold the groups (carried to the right) or merged headings."""
    plain = [(at, column) for at, cell in enumerate(cells) if (column := _BY_HEADING.get(_plain(cell)))]
    if len({column.key for _, column in plain}) == len(plain) > len(COLUMNS) / 2:
        return plain  # every heading stands for itself, wherever its column was moved to
    named, group = [], ""
    for position in range(max(len(cells), len(above))):
        over = _plain(above[position]) if position < len(above) else ""
        text = _plain(cells[position]) if position < len(cells) else ""
        if over:
            group = over if over in _GROUPS else ""
        column = _BY_GROUP.get((group, text)) or _BY_HEADING.get(text or over)
        if column:
            named.append((position, column))
    return named


def _year(rows: Sequence[tuple[int, Sequence[Raw]]]) -> int | None:
    for _, cells in rows:
        for cell in cells:
            found = _YEAR.search(half_width(str(cell)))
            if found:
                return int(found[1])
    return None
