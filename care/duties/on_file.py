"""What stands on file of what was derived of a child, and whether settling would change any of it.

Most events move little: a visit closes a duty and opens another, and no class changes with it. What is equal already is
not sent to the database to be found equal there. A doubt counts as a difference: then the database compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson

Row = Mapping[str, Any]

# What is compared of each part. Of standings, difficulties and reasons, what they are with their state comes first.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "standings": ("class", "state", "since", "restricted", "source", "reasons", "citation", "layers"),
    "difficulties": ("category", "state", "since", "source", "reasons", "citation"),
    "reasons": ("reason", "since", "citation"),
    "entitlements": ("class", "category", "kinds", "since", "basis", "citation"),
    "children": (
        *("priority", "next_due", "next_contact_due", "next_visit_due", "changes_on", "rule_version", "file_parts"),
    ),
    "duties": (
        *("natural_key", "kind", "base_on", "due_at", "closes_on", "quarter_missed_from", "reasons", "basis"),
        *("citation", "priority", "restricted", "done_on", "satisfied_by", "cancelled_at"),
    ),
}
_WHILE_OPEN = ("due_at", "closes_on", "quarter_missed_from", "reasons", "basis", "citation", "priority", "restricted")


@dataclass(frozen=True, slots=True)
class OnFile:
    """The rows of each part as JSON texts, in the order of `COLUMNS`; duties by their natural keys."""

    rows: Mapping[str, frozenset[bytes]]
    duties: Mapping[str, Row]

    def classes(self) -> frozenset[tuple[str, str, bool]]:
        """Give the classes, each with its state and whether it rests on restricted reasons alone."""
        rows = map(orjson.loads, self.rows["standings"])
        return frozenset((what, state, restricted) for what, state, _, restricted, *_ in rows)


def on_file(*, duties: Iterable[list[Any]] | None, **parts: Iterable[list[Any]] | None) -> OnFile:
    """Take what was read, as JSON has it; None is nothing."""
    owed = (dict(zip(COLUMNS["duties"], row, strict=True)) for row in duties or ())
    return OnFile(
        {name: frozenset(orjson.dumps(row) for row in rows or ()) for name, rows in parts.items()},
        {row["natural_key"]: row for row in owed},
    )


def stands(filed: OnFile, part: str, rows: Iterable[Row], today: date) -> bool:
    """Tell whether settling the rows of a part, all that were derived of the child, would change nothing."""
    if part == "duties":
        fresh = {row["natural_key"]: _as_json(row) for row in rows}
        return all(_owed_so(filed.duties.get(key), row, today) for key, row in fresh.items()) and not any(
            _ends(row, fresh.values(), today) for key, row in filed.duties.items() if key not in fresh
        )
    return filed.rows[part] == {orjson.dumps([row[name] for name in COLUMNS[part]], default=str) for row in rows}


def _owed_so(old: Row | None, new: Row, today: date) -> bool:
    """Tell whether a duty stands as it was derived (settling/duties.sql, `changed_duty` and `new_duty`)."""
    if old is None or (old["done_on"], old["satisfied_by"]) != (new["done_on"], new["satisfied_by"]):
        return False
    if old["done_on"] is not None:
        return True
    if old["cancelled_at"] is not None:
        return False
    return _closed(old, today) or all(old[name] == new[name] for name in _WHILE_OPEN)


def _ends(old: Row, fresh: Iterable[Row], today: date) -> bool:
    """Tell whether a duty that was not derived again may be cancelled (`gone_duty` and `void_duty`)."""
    if old["cancelled_at"] is not None:
        return False
    if old["done_on"] is None and not _closed(old, today):
        return True
    return any(
        new["kind"] == old["kind"]
        and new["closes_on"] is not None
        and new["period"] is None
        and new["base_on"] < old["base_on"] < (new["done_on"] or new["due_on"])
        for new in fresh
    )


def _closed(row: Row, today: date) -> bool:
    return row["closes_on"] is not None and row["closes_on"] < today.isoformat()


def _as_json(row: Row) -> Row:
    found: Row = orjson.loads(orjson.dumps(row, default=str))
    return found
