"""What one root field reads of persons, noted while its statement is put together: for the trail."""

from dataclasses import dataclass, field
from uuid import UUID

from policies.classes import FieldClass, RowKind
from policies.permits import Permit
from policies.vocabulary import PERSONAL

Asked = list[tuple[str, UUID] | None]  # kinds and keys of what was asked for one by one; None for what is no id

NOWHERE = "-"  # stands for the place of a row that lies nowhere


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
    _fields: tuple[str, ...] | None = None

    def afresh(self) -> "Reading":
        """Give what one run of a plan reads; its making has noted this, and nothing more will be."""
        return Reading(self.kinds, _fields=self.fields())

    def fields(self) -> tuple[str, ...]:
        """Name the field classes that are read of each type, as the trail does (`child:basic`)."""
        if self._fields is None:
            self._fields = tuple(sorted(f"{kind}:{one}" for kind, classes in self.kinds.items() for one in classes))
        return self._fields

    def note(self, permit: Permit, kind: str, *classes: FieldClass) -> None:
        """Note that rows of a kind are read, and what of them; no rows, nothing to note."""
        if kind in PERSONAL and permit.row(kind) is not RowKind.NONE:
            self.kinds.setdefault(kind, set()).update(classes)

    def rows(self, count: int) -> None:
        """Add how many rows a list or page gave."""
        self.count = (self.count or 0) + count

    def told(self, line: str, asked: Asked, *, listed: bool) -> None:
        """Add what the first line of an answer tells of a list, or of one row, asked for by its key or otherwise."""
        if listed:
            self.rows(int(line))
        elif asked and asked[0] is not None:
            self.one(asked[0][0], asked[0][1], line)
        else:
            self.rows(1 if line else 0)

    def one(self, kind: str, key: UUID, told: str) -> None:
        """Add a row that was asked for by its key, or, where nothing is told of its place, that there is none."""
        self.asked.append((kind, key))
        if told:
            self.places[kind, key] = None if told == NOWHERE else int(told)
