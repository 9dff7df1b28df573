"""What one root field reads of persons, noted while its statement is put together: for the trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from policies.classes import FieldClass, RowKind
from policies.permits import Permit
from policies.vocabulary import PERSONAL
from reads.mapping import TYPE_KEY

PLACE_KEY = "@place"  # under which a row that was asked for by its key says where it lies


@dataclass(eq=False)
class Reading:
    """What is read: `kinds` are the personal types of which rows may show, the root's first, with the field classes.

    `count` is the number of rows given. `asked` are the kinds and keys of rows that were asked for one by one;
    `places` says where those lie that were found (12 digits; None for what lies nowhere).
    """

    kinds: dict[str, set[FieldClass]] = field(default_factory=dict)
    count: int | None = None
    asked: list[tuple[str, UUID]] = field(default_factory=list)
    places: dict[tuple[str, UUID], int | None] = field(default_factory=dict)

    def note(self, permit: Permit, kind: str, *classes: FieldClass) -> None:
        """Note that rows of a kind are read, and what of them; no rows, nothing to note."""
        if kind in PERSONAL and permit.row(kind) is not RowKind.NONE:
            self.kinds.setdefault(kind, set()).update(classes)

    def one(self, kind: str, key: UUID, row: Mapping[str, Any] | None) -> None:
        """Add a row that was asked for by its key, or that there is none in sight."""
        self.asked.append((kind, key))
        if row is not None:
            self.places[kind, key] = row.get(PLACE_KEY)

    def found(self, rows: object) -> None:
        """Add what a statement gave to the count: a page, a list, one row, or nothing."""
        self.count = (self.count or 0) + _rows(rows)


def _rows(found: object) -> int:
    if isinstance(found, list):
        return len(found)
    if isinstance(found, dict):
        lists = [part for part in found.values() if isinstance(part, list)]
        return 1 if TYPE_KEY in found else max(map(len, lists), default=0)
    return 0
