"""The decisions as a table that people read: role, object, rows, sight per field class, actions.

`policies/expected.csv` is this table, committed: a change of policy shows as a change of decisions in review, and a
test refuses a table that does not agree. Print it anew with `python -m policies.table`.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.classes import FieldClass, RowKind, Sight
from policies.permits import Permit, permit
from policies.source import HERE, PolicySet, baseline
from policies.vocabulary import TYPES
from records.codes import Role

EXPECTED = HERE / "expected.csv"
LETTERS = {Sight.SHOW: "S", Sight.MASK: "M", Sight.HIDE: ""}
BY_GRANT = "G"  # hidden, unless a grant names it for the row
HEADER = ("role", "object", "rows", *(c.value for c in FieldClass), "actions")


def table(policies: PolicySet, roles: Iterable[Role] = Role) -> Iterator[tuple[str, ...]]:
    """Give the rows of the table, header first; an object that a role may neither see nor act on has no row."""
    yield HEADER
    for role in roles:
        granted = permit(policies, role)
        kinds = sorted({*TYPES, *(action.partition(":")[0] for action in granted.actions)})
        yield from (row for kind in kinds if any((row := _row(granted, kind))[2:]))


def read_expected(path: Path = EXPECTED) -> list[tuple[str, ...]]:
    """Read the committed table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


@dataclass(frozen=True)
class Difference:
    """One cell of the table that the policies fill otherwise than expected; empty where a side allows nothing."""

    role: str
    object: str
    column: str
    expected: str
    given: str


def differences(expected: Sequence[Sequence[str]], given: Sequence[Sequence[str]]) -> Iterator[Difference]:
    """Give every cell that differs between two tables with the same header."""
    sides = [{(row[0], row[1]): row for row in rows[1:]} for rows in (expected, given)]
    nothing = ("",) * len(HEADER)
    for role, kind in dict.fromkeys([*sides[0], *sides[1]]):
        cells = (side.get((role, kind), nothing) for side in sides)
        for column, one, other in list(zip(HEADER, *cells, strict=True))[2:]:
            if one != other:
                yield Difference(role, kind, column, one, other)


def _row(granted: Permit, kind: str) -> tuple[str, ...]:
    verbs = sorted(action.partition(":")[2] for action in granted.actions if action.startswith(f"{kind}:"))
    if kind == "role":
        verbs += sorted(role.value for role in granted.assigns)
    rows = granted.row(kind)
    sights = (BY_GRANT if c in granted.grants.get(kind, ()) else LETTERS[granted.sight(kind, c)] for c in FieldClass)
    return granted.role.value, kind, "" if rows is RowKind.NONE else rows.value, *sights, " ".join(verbs)


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(table(baseline()))
