"""Faults of a ledger: a code with the column and the parts of its message, and the errors that carry them.

A message names the column and the rule, and repeats of the value no more than a person needs to find the cell: never a
resident ID number, a phone number or a free text.
"""

from dataclasses import dataclass
from typing import Any

from care.ledgers.fault_codes import FaultCode

__all__ = ["WARNINGS", "CellError", "Fault", "FaultCode", "LedgerError", "fault"]

WARNINGS = frozenset(
    {
        FaultCode.HEADING_UNKNOWN,
        FaultCode.NAME_UNREADABLE,
        FaultCode.ETHNICITY_UNKNOWN,
        FaultCode.DATE_FIRST_OF_MONTH,
        FaultCode.AMOUNT_MISSING,
        FaultCode.URBAN_LEFT_BEHIND,
        FaultCode.PARENT_NOT_AWAY,
        FaultCode.PARENT_UNNAMED,
        FaultCode.PARENT_SEX,
        FaultCode.NO_PARENT_AWAY,
        FaultCode.RISK_CONTRADICTS,
        FaultCode.HOUSEHOLDS_MEET,
        FaultCode.VILLAGE_UNVERIFIED,
        FaultCode.CARER_AGREED,
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong or doubtful: its code, the heading of its column ("" for none) and what it says."""

    code: FaultCode
    column: str
    zh: str
    en: str

    @property
    def warning(self) -> bool:
        """Tell whether the row is imported all the same."""
        return self.code in WARNINGS


def fault(code: FaultCode, column: str = "", **parts: Any) -> Fault:
    """Make a fault with its sentences filled in."""
    zh, en = code.zh.format(**parts), code.en.format(**parts)
    return Fault(code, column, f"{column}：{zh}" if column else zh, f"{column}: {en}" if column else en)


class CellError(Exception):
    """A cell broke a rule; the caller knows the column."""

    def __init__(self, code: FaultCode, **parts: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.parts = parts


class LedgerError(Exception):
    """A file as a whole cannot be imported; `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(one.en for one in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type["LedgerError"], tuple[tuple[Fault, ...]]]:
        """Say how another process makes it again."""
        return LedgerError, (self.faults,)
