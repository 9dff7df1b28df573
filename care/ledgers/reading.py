"""A row of cells becomes a `LedgerRow`, or faults that say why it cannot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from care.ledgers.assemble import assemble
from care.ledgers.columns import BY_KEY, COLUMNS, Column
from care.ledgers.faults import CellError, Fault, FaultCode, fault
from care.ledgers.kind import Raw, Setting
from care.ledgers.row import LedgerRow
from care.ledgers.rules import check_row

_REMEMBERED = 8192  # readings kept per column whose cells say the same again and again
_REQUIRED = tuple(column for column in COLUMNS if column.required)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one row of the sheet: the row, or faults, or a row with warnings. `cells` are kept as read."""

    number: int
    row: LedgerRow | None
    faults: tuple[Fault, ...]
    cells: Sequence[Raw]


def row_reader(
    positions: Mapping[str, int], *, year: int, today: date
) -> Callable[[int, Sequence[Raw], frozenset[int]], Reading]:
    """Make the reader of one sheet: `positions` says where each column stands (0 is column A).

    The reader takes the row's number (from 1), its cells, and the positions of cells that are merged with other rows.
    """
    columns = sorted((position, key, BY_KEY[key]) for key, position in positions.items())
    places: list[tuple[int, str, Column, dict[Raw, Any] | None]] = [
        (position, key, column, {} if column.kind.repeats else None) for position, key, column in columns
    ]
    width = columns[-1][0] + 1
    doubts: list[tuple[FaultCode, dict[str, Any]]] = []

    def warn(code: FaultCode, **parts: Any) -> None:
        doubts.append((code, parts))

    setting = Setting(year, today, warn)

    def read(number: int, cells: Sequence[Raw], merged: frozenset[int] = frozenset()) -> Reading:
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        padded = cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))]
        for position, key, column, known in places:
            raw = padded[position]
            if position in merged:
                broken: Fault | None = fault(FaultCode.CELL_MERGED, column.heading)
            elif raw == "":
                continue
            elif known is not None and raw in known:
                values[key] = known[raw]
                continue
            else:
                broken = None
                try:
                    value = column.kind.read(_checked(raw) if raw.__class__ is float else raw, setting)
                    if value is not None and value != ():
                        values[key] = value
                except CellError as refusal:
                    broken = fault(refusal.code, column.heading, **refusal.parts)
            if broken:
                faults.append(broken)
                values[f"{key}!"] = True  # filled in, though not readable: no rule shall call it empty
                doubts.clear()
            elif doubts:
                faults += [fault(code, column.heading, **parts) for code, parts in doubts]
                doubts.clear()
            elif known is not None and raw.__class__ is str and key in values:
                _remember(known, raw, values[key])
        faults += [
            fault(FaultCode.REQUIRED, column.heading)
            for column in _REQUIRED
            if not values.get(column.key) and not values.get(f"{column.key}!")
        ]
        faults += check_row(values, setting)
        bad = any(not one.warning for one in faults)
        return Reading(number, None if bad else assemble(values, number), tuple(faults), cells)

    return read


def _remember(known: dict[Raw, Any], raw: Raw, value: Any) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[raw] = value


def _checked(raw: Raw) -> Raw:
    if not isfinite(raw):  # type: ignore[arg-type]
        raise CellError(FaultCode.CELL_ERROR, value="#NUM!")
    return raw
