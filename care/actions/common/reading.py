"""Reading values as the ledger form reads its cells: what is written here can be exported and imported again."""

from datetime import date
from functools import partial
from typing import Any

from care.actions.common.findings import ANNEX, Findings, Path
from care.ledgers import cells
from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Setting
from policies.refusal import ErrorCode


def read_name(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a person's name in its one form, None for a blank."""
    return _read(findings, path, cells.NAME, value, today)


def read_text(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a free text without outer blanks and invisible characters, None for a blank."""
    return _read(findings, path, cells.TEXT, value, today)


def read_long_text(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a free text of some pages, such as a case that is told, None for a blank."""
    return _read(findings, path, cells.LONG_TEXT, value, today)


def read_short_text(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a text of one line at most, such as an address, None for a blank."""
    return _read(findings, path, cells.SHORT_TEXT, value, today)


def read_ethnicity(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give an ethnic group as GB/T 3304 writes it; others are kept, with a warning."""
    return _read(findings, path, cells.ETHNICITY, value, today)


def read_resident_id(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a resident ID number with a true date and check character (GB 11643)."""
    return _read(findings, path, cells.RESIDENT_ID, value, today)


def read_phone(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a phone number in its one form."""
    return _read(findings, path, cells.PHONE, value, today)


def read_contact(findings: Findings, path: Path, value: str | None, today: date) -> str | None:
    """Give a way to reach somebody, which need be no phone number."""
    return _read(findings, path, cells.SHORT_TEXT, value, today)


def tell(findings: Findings, path: Path, code: FaultCode, **parts: Any) -> None:
    """Add a rule of the form that was broken, in the ledger's own words."""
    citation = ANNEX if code in _PRINTED else None
    findings.refuse(_error(code), path, code.zh.format(**parts), code.en.format(**parts), citation)


def doubt(findings: Findings, path: Path, code: FaultCode, **parts: Any) -> None:
    """Add a doubt in the ledger's own words."""
    findings.warn(ErrorCode.BAD_USER_INPUT, path, code.zh.format(**parts), code.en.format(**parts))


# Rules that the printed form itself makes; the others are the platform's own.
_PRINTED = frozenset({FaultCode.CHOICE_EXCLUDES, FaultCode.CHOICE_TEXT_REQUIRED})
_ERRORS = {
    FaultCode.CHOICE_EXCLUDES: ErrorCode.RULE_VIOLATION,
    FaultCode.CHOICE_TEXT_REQUIRED: ErrorCode.REQUIRED,
    FaultCode.NOT_UNDER_18: ErrorCode.RULE_VIOLATION,
    FaultCode.RESIDENT_ID_OR_REASON: ErrorCode.REQUIRED,
    FaultCode.RESIDENT_ID_AND_REASON: ErrorCode.BAD_USER_INPUT,
    FaultCode.SOLUTIONS_REQUIRED: ErrorCode.REQUIRED,
}


def _error(code: FaultCode) -> ErrorCode:
    number = code.value.startswith("RESIDENT_ID_")
    return _ERRORS.get(code, ErrorCode.INVALID_RESIDENT_ID if number else ErrorCode.BAD_USER_INPUT)


def _read(findings: Findings, path: Path, kind: Kind, value: str | None, today: date) -> str | None:
    if value is None or not value.strip():
        return None
    try:
        read: str | None = kind.read(value, Setting(today.year, today, warn=partial(doubt, findings, path)))
        return read
    except CellError as error:
        tell(findings, path, error.code, **error.parts)
    return None
