"""The judge of access: what a caller must be answered, worked out row by row in plain Python.

It knows the committed table of decisions (policies/expected.csv), which column and class a field has, and the words of
the design; it shares no code with what it judges.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.support.children import ROOT

Row = dict[str, Any]
REFUSED = "refused"
DATE = date(2026, 11, 22)
CHILD, GUARDIAN, VISIT, NEED = "child", "guardian", "visit", "need"

_TOLD = {
    CHILD: {
        "basic": "name birthDate fileStatus nextVisitDue",
        "identity": "residentId",
        "location": "address hukouType",
        "family": "ethnicity riskLevel schoolStatus",
        "health": "mindAndBehaviour",
        "special": "categoryDetail",
        "narrative": "notes careNeeds",
        "staff": "filedBy",
    },
    GUARDIAN: {
        "basic": "name relation",
        "contact": "phone",
        "identity": "residentId",
        "location": "address",
        "health": "healthDetail",
        "special": "specialDetail",
    },
    VISIT: {"basic": "mode outcome", "narrative": "problems solutions"},
    NEED: {"basic": "kind status foundOn", "narrative": "detail", "staff": "claimedBy"},
}


def _column(name: str) -> str:
    """Name the column of a field; of numbers the stored mask is shown, never the number."""
    snake = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)
    return f"{snake}_masked" if name in ("residentId", "phone") else snake


# Of each field the column that it shows and its class; a column of masks shows where its class is masked, too.
FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    kind: {name: (_column(name), of) for of, names in classes.items() for name in names.split()}
    for kind, classes in _TOLD.items()
}


@dataclass(frozen=True)
class Asker:
    """Who asks: a role at places (12-digit codes), under an account of a tenant."""

    tenant: str
    role: str
    areas: tuple[int, ...]
    subject: str


@dataclass(frozen=True)
class World:
    """All rows of one tenant by table, with the keys that a child is found by and the list of who is named where.

    `grants` are the classes that somebody was granted of a child.
    """

    rows: dict[str, list[Row]]
    keys: dict[Any, set[str]]
    status: dict[Any, str]
    links: set[tuple[str, str, Any]]
    grants: dict[tuple[str, Any], set[str]]


def _table() -> Iterator[tuple[tuple[str, str], Row]]:
    with Path(ROOT, "policies/expected.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            yield (line["role"], line["object"]), line


DECISIONS = dict(_table())


def rows_of(asker: Asker, kind: str) -> str:
    """Give which rows of a type the table grants: area, listed, own or none."""
    return str(DECISIONS.get((asker.role, kind), {}).get("rows") or "none")


def sight(asker: Asker, kind: str, field_class: str) -> str:
    """Give S, M, G for what a grant alone may open, or the empty text for what is hidden."""
    return str(DECISIONS.get((asker.role, kind), {}).get(field_class) or "")


def seen(world: World, asker: Asker, kind: str, row: Row, field_class: str) -> str:
    """Give S, M or the empty text of a class on one row."""
    given = sight(asker, kind, field_class)
    if given != "G":
        return given
    if field_class not in world.grants.get((asker.subject, row["id"] if kind == CHILD else row["child_id"]), ()):
        return ""
    return "M" if field_class in ("identity", "contact") else "S"


def inside(place: int, area: int) -> bool:
    """Tell whether a village lies in an area, by the digits that the area does not leave open."""
    open_digits = next(size for size in (10_000_000_000, 100_000_000, 1_000_000, 1_000, 1) if area % size == 0)
    return area <= place < area + open_digits


def archived(world: World, kind: str, row: Row) -> bool:
    """Tell whether a row is in the archive with its child."""
    return bool(world.status[row["id"] if kind == CHILD else row["child_id"]] == "ARCHIVED")


def keeps(asker: Asker) -> bool:
    """Tell whether the caller sees archived files where they are asked for."""
    return "archived" in str(DECISIONS.get((asker.role, CHILD), {}).get("actions")).split()


def visible(world: World, asker: Asker, kind: str, row: Row) -> bool:
    """Tell whether the caller may know that a row exists."""
    granted = rows_of(asker, kind)
    if archived(world, kind, row) and not keeps(asker):
        return False
    if granted == "area":
        return any(inside(row["division"], area) for area in asker.areas)
    named = (NEED, row["id"]) if kind == NEED else (CHILD, row["id"] if kind == CHILD else row["child_id"])
    return granted == "listed" and ((asker.subject, *named) in world.links or (asker.subject, named[1]) in world.grants)


def shown(world: World, asker: Asker, kind: str, row: Row) -> Row:
    """Give what the caller reads of a row it sees."""
    told: Row = {"id": f"{kind}_{row['id']}"}
    for name, (column, field_class) in FIELDS[kind].items():
        granted = seen(world, asker, kind, row, field_class)
        value = row[column] if granted == "S" or (granted == "M" and column.endswith("_masked")) else None
        told[name] = value.isoformat() if isinstance(value, date | datetime) else value
    return told


def masked(world: World, asker: Asker, kind: str, row: Row) -> set[str]:
    """Give the fields that are not shown whole to the role, whatever the row holds."""
    whole = {name for name, (column, of) in FIELDS[kind].items() if not column.endswith("_masked")}
    shows = {name for name in whole if seen(world, asker, kind, row, FIELDS[kind][name][1]) == "S"}
    return set(FIELDS[kind]) - shows


def names(where: Row, member: str) -> bool:
    """Tell whether a question asks by a member anywhere in it."""
    parts = [*where.get("and", ()), *where.get("or", ()), *([where["not"]] if "not" in where else [])]
    return member in where or any(names(part, member) for part in parts)


def asks(asker: Asker, where: Row) -> bool:
    """Tell whether the caller may ask this: nobody filters by what is not shown whole to them."""
    parts = [*where.get("and", ()), *where.get("or", ()), *([where["not"]] if "not" in where else [])]
    of_family = {"riskLevel", "schoolStatus"} & where.keys()
    return all(asks(asker, part) for part in parts) and not (of_family and sight(asker, CHILD, "family") != "S")


def holds(world: World, row: Row, where: Row) -> bool:
    """Tell whether a child is what is asked for; what is unknown of it is not."""
    due, today = row["next_due"], DATE
    late = row["file_status"] in ("OPEN", "REVIEW") and due is not None and due < today
    truths: dict[str, Callable[[Any], bool]] = {
        "division": lambda value: inside(row["division"], int(value)),
        "riskLevel": lambda value: row["risk_level"] in value,
        "schoolStatus": lambda value: row["school_status"] in value,
        "fileStatus": lambda value: row["file_status"] in value,
        "overdue": lambda value: late is value,
        "dueBefore": lambda value: due is not None and due.isoformat() < value,
        "search": lambda value: any(key.startswith(value) for key in world.keys[row["id"]]),
        "and": lambda parts: all(holds(world, row, part) for part in parts),
        "or": lambda parts: not parts or any(holds(world, row, part) for part in parts),
        "not": lambda part: not holds(world, row, part),
    }
    return all(truths[name](value) for name, value in where.items())


def in_order(order: str, row: Row) -> tuple[Any, ...]:
    """Give what children are ordered by; what has no due day comes last."""
    due = (row["next_due"] is None, row["next_due"] or DATE)
    first = {"ID": (), "NAME": (row["name_key"],), "NEXT_VISIT_DUE": due, "RISK_THEN_DUE": (row["priority"], *due)}
    return (*first[order], row["id"])


def children(world: World, asker: Asker, where: Row, order: str) -> list[Row] | str:
    """Give the children that are answered, in order, or that the question is refused."""
    if rows_of(asker, CHILD) == "none":
        return []
    if not asks(asker, where) or (order == "RISK_THEN_DUE" and sight(asker, CHILD, "family") != "S"):
        return REFUSED
    found = [row for row in world.rows[CHILD] if visible(world, asker, CHILD, row) and holds(world, row, where)]
    if not names(where, "fileStatus"):
        found = [row for row in found if not archived(world, CHILD, row)]
    return sorted(found, key=lambda row: in_order(order, row))
