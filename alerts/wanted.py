"""Which alerts an endpoint wants: as an input says it, as it is kept, and as it is asked for (`AlertWhere`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from records.codes import AlertKind, ReportCircumstance, ReportRecipient, Severity

# The members of `AlertWhere`, by the column of an endpoint that keeps each.
COLUMNS: Final[Mapping[str, str]] = {
    "wanted_division": "division",
    "kinds": "kinds",
    "min_severity": "minSeverity",
    "circumstances": "circumstances",
    "addressed_to": "addressedTo",
}


@dataclass(frozen=True)
class Wanted:
    """Which alerts, as `AlertWhere` says it; what is left out is not asked for.

    `unread` is of people's lists: no endpoint is registered with it.
    """

    division: int | None = None
    kinds: tuple[AlertKind, ...] | None = None
    min_severity: Severity | None = None
    circumstances: tuple[ReportCircumstance, ...] | None = None
    addressed_to: tuple[ReportRecipient, ...] | None = None
    unread: bool | None = None


def columns_of(wanted: Wanted) -> dict[str, Any]:
    """Give the columns that keep it."""
    return {
        "wanted_division": wanted.division,
        "kinds": wanted.kinds,
        "min_severity": wanted.min_severity,
        "circumstances": wanted.circumstances,
        "addressed_to": wanted.addressed_to,
    }


def where_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the variables of `AlertWhere` that the columns of an endpoint stand for (row, or JSON of it)."""
    return {member: _said(row[name]) for name, member in COLUMNS.items() if row[name] is not None}


def _said(value: Any) -> Any:
    if isinstance(value, int):  # a place
        return str(value)
    return list(value) if isinstance(value, tuple) else value
