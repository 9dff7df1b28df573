"""What a column may hold: how its cells are read and written, and what the form says to who fills it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

from care.ledgers.faults import FaultCode

Raw = int | float | str | bool | time | date | datetime | timedelta


class Warn(Protocol):
    """Takes a doubt about a cell, with the parts of its sentence."""

    def __call__(self, code: FaultCode, **parts: Any) -> None:
        """Take one doubt."""


def unheard(code: FaultCode, **parts: Any) -> None:
    """Take a doubt and tell nobody."""
    del code, parts


@dataclass(frozen=True, slots=True)
class Setting:
    """What a cell's meaning depends on besides itself: the ledger's year, today, and where doubts are told."""

    year: int
    today: date
    warn: Warn = unheard


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cell.

    `read` gets a cell that is not empty and raises `CellError`; `write` gives what reads back equal. `guide_zh` and
    `guide_en` stand in the explanation sheet, `choices` become the drop-down of a cell that takes one of them;
    `repeats` says that many rows hold the same, so that a reading is worth remembering.
    """

    name: str
    read: Callable[[Raw, Setting], Any]
    write: Callable[[Any], str | Decimal]
    guide_zh: str
    guide_en: str
    choices: tuple[str, ...] = ()
    drop_down: bool = False
    numeric: bool = False
    repeats: bool = False
