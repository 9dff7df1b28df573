"""The judge of access: what a caller must be answered, worked out row by row in plain Python.

It knows the committed table of decisions (policies/expected.csv), which column and class a field has, and the words of
the design; it shares no code with what it judges, and has at most 150 lines of code so that it can be judged itself.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

Row = dict[str, Any]
REFUSED, TODAY = "refused", date(2026, 11, 22)
CHILD, GUARDIAN, VISIT, NEED, REPORT, CASE, TRAINEE = "child", "guardian", "visit", "need", "report", "case", "trainee"
RESTRICTED = "HIV_INFECTED PRISONER_OR_REHAB_CHILD BOTH_PARENTS_DETAINED ONE_LOST_OTHER_DETAINED GUARDIANSHIP_HARMED"
# Of these categories no child is in difficulty; they draw attention to it.
UNDER_CARE, ATTENTION = {"OPEN", "REVIEW"}, {"RURAL_SINGLE_PARENT", "PRIVATELY_ADOPTED"}
# Of each kind the fields by their classes.
_TOLD = {
    CHILD: "basic name birthDate fileStatus nextVisitDue, identity residentId, location address hukouType,"
    " family ethnicity riskLevel schoolStatus, health mindAndBehaviour, special categoryDetail,"
    " narrative notes careNeeds, staff filedBy",
    GUARDIAN: "basic name relation, contact phone, identity residentId, location address, health healthDetail,"
    " special specialDetail",
    VISIT: "basic mode outcome, narrative problems solutions",
    NEED: "basic kind status foundOn, narrative detail, staff claimedBy",
    REPORT: "basic circumstance severity stage feedback, special narrative, narrative outcome, staff externalReference",
    CASE: "basic stage, special summary, narrative outcome",
    "duty": "basic kind dueOn baseOn citation rule basis",
    TRAINEE: "staff name post onDuty assessment, contact phone",
}


def _column(name: str) -> str:
    """Name the column of a field; of numbers the stored mask is shown, never the number."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return f"{snake}_masked" if name in ("residentId", "phone") else snake


FIELDS = {
    kind: {name: (_column(name), of) for of, *names in map(str.split, told.split(",")) for name in names}
    for kind, told in _TOLD.items()
}
with Path(__file__).parents[2].joinpath("policies/expected.csv").open(encoding="utf-8") as _file:
    DECISIONS = {(line["role"], line["object"]): line for line in csv.DictReader(_file)}


@dataclass(frozen=True)
class Asker:
    """Who asks: a role at places (12-digit codes), under an account of a tenant."""

    tenant: str
    role: str
    areas: tuple[int, ...]
    subject: str

    def decision(self, kind: str, of: str = "rows") -> str:
        """Give what the table grants of a type: rows (area, listed, own), a class (S, M, G by grant alone), actions."""
        return str(DECISIONS.get((self.role, kind), {}).get(of) or "")


@dataclass(frozen=True)
class World:
    """All rows of one tenant by table, the keys each child is found by, who is named where, and the classes granted."""

    rows: dict[str, list[Row]]
    keys: dict[Any, set[str]]
    links: set[tuple[str, str, Any]]
    grants: dict[tuple[str, Any], set[str]]

    def child(self, row: Row) -> Row:
        """Give the child that a row is or hangs on; of what hangs on none an empty row."""
        return next((one for one in self.rows[CHILD] if one["id"] == row.get("child_id", row["id"])), {})


def seen(world: World, asker: Asker, kind: str, row: Row, field_class: str) -> str:
    """Give S, M or the empty text of a class on one row."""
    given = asker.decision(kind, field_class)
    if given == "G" and field_class in world.grants.get((asker.subject, world.child(row).get("id")), ()):
        return "M" if field_class in ("identity", "contact") else "S"
    return given.strip("G")


def inside(place: int, area: int) -> bool:
    """Tell whether a village lies in an area, by the digits that the area does not leave open."""
    return area <= place < area + next(size for size in (10**10, 10**8, 10**6, 10**3, 1) if area % size == 0)


def archived(world: World, row: Row) -> bool:
    """Tell whether a row is in the archive with its child."""
    return bool(world.child(row).get("file_status") == "ARCHIVED")


def visible(world: World, asker: Asker, kind: str, row: Row) -> bool:
    """Tell whether the caller may know that a row exists; archived ones are for whom the table lets ask for them.

    Duties that would tell of restricted facts are for their readers; who sees by name owes in cases alone.
    """
    unsaid = row.get("restricted") and asker.decision(kind, "special") != "S"
    if unsaid or (archived(world, row) and "archived" not in asker.decision(CHILD, "actions").split()):
        return False
    if asker.decision(kind) == "area":
        return any(inside(row["division"], area) for area in asker.areas)
    named = (kind, row["id"]) if kind in (NEED, REPORT, CASE) else (CHILD, world.child(row).get("id"))
    listed = (asker.subject, *named) in world.links or (asker.subject, named[1]) in world.grants
    return asker.decision(kind) == "listed" and kind != "duty" and listed


def shown(world: World, asker: Asker, kind: str, row: Row) -> Row:
    """Give what the caller reads of a row it sees; a mask leaves an account of no sexual assault as it is."""
    told: Row = {"id": f"{kind}_{row['id']}"}
    for name, (column, field_class) in FIELDS[kind].items():
        harmless = column == "narrative" and "SEXUAL_ASSAULT" not in (row["circumstance"], *row["also"])
        through = "SM" if harmless or column.endswith("_masked") else "S"
        value = row[column] if seen(world, asker, kind, row, field_class) in tuple(through) else None
        told[name] = value.isoformat() if isinstance(value, date | datetime) else value
    return told


def masked(world: World, asker: Asker, kind: str, row: Row) -> set[str]:
    """Give the fields that are not shown whole to the role, whatever the row holds."""
    whole = {name: of for name, (column, of) in FIELDS[kind].items() if not column.endswith("_masked")}
    return set(FIELDS[kind]) - {name for name, of in whole.items() if seen(world, asker, kind, row, of) == "S"}


def parts(where: Row) -> Iterator[Row]:
    """Give a question and all questions in it."""
    yield where
    for part in (*where.get("and", ()), *where.get("or", ()), *([where["not"]] if "not" in where else [])):
        yield from parts(part)


def holds(world: World, row: Row, where: Row) -> bool:
    """Tell whether a child is what is asked for; what is unknown of it is not."""
    late = (due := row["next_due"]) is not None and due < TODAY and row["file_status"] in UNDER_CARE
    truths: dict[str, Callable[[Any], bool]] = {
        "division": lambda value: inside(row["division"], int(value)),
        "riskLevel": lambda value: row["risk_level"] in value,
        "schoolStatus": lambda value: row["school_status"] in value,
        "fileStatus": lambda value: row["file_status"] in value,
        "overdue": lambda value: late is value,
        "dueBefore": lambda value: due is not None and due.isoformat() < value,
        "search": lambda value: any(key.startswith(value) for key in world.keys[row["id"]]),
        "and": lambda inner: all(holds(world, row, part) for part in inner),
        "or": lambda inner: not inner or any(holds(world, row, part) for part in inner),
        "not": lambda part: not holds(world, row, part),
    }
    return all(truths[name](value) for name, value in where.items())


def in_order(order: str, row: Row) -> tuple[Any, ...]:
    """Give what children are ordered by; what has no due day comes last."""
    due = (row["next_due"] is None, row["next_due"] or TODAY)
    first = {"ID": (), "NAME": (row["name_key"],), "NEXT_VISIT_DUE": due, "RISK_THEN_DUE": (row["priority"], *due)}
    return (*first[order], row["id"])


def children(world: World, asker: Asker, where: Row, order: str) -> list[Row] | str:
    """Give the children that are answered, in order, or that it is refused: nobody asks by what is not shown whole."""
    of_family = order == "RISK_THEN_DUE" or any({"riskLevel", "schoolStatus"} & part.keys() for part in parts(where))
    if asker.decision(CHILD) and of_family and asker.decision(CHILD, "family") != "S":
        return REFUSED
    found = [row for row in world.rows[CHILD] if visible(world, asker, CHILD, row) and holds(world, row, where)]
    if not any("fileStatus" in part for part in parts(where)):
        found = [row for row in found if not archived(world, row)]
    return sorted(found, key=lambda row: in_order(order, row))


def exported(world: World, asker: Asker) -> list[Row] | str:
    """Give the children whose whole rows leave in a file, or that this is refused."""
    may = "export" in asker.decision("ledger", "actions").split()
    return children(world, asker, {"fileStatus": [*UNDER_CARE]}, "ID") if may else REFUSED


# Of each measure the kind of its rows, and which are counted: what stands now, or what fell due or happened this month.
COUNTED: dict[str, tuple[str, Callable[[Row, Row], bool]]] = {
    "CHILDREN": (CHILD, lambda row, _: row["file_status"] in UNDER_CARE),
    "NEEDS_OPEN": (NEED, lambda row, child: row["status"] != "CLOSED" and child["file_status"] in UNDER_CARE),
    "VISITS_DUE": ("duty", lambda row, child: bool(child) and row["kind"] == "HOUSEHOLD_VISIT" and _now(row["due_on"])),
    "DUTIES_OVERDUE": ("duty", lambda row, child: child.get("file_status") in UNDER_CARE and _late(row)),
    "TRAINEES": (TRAINEE, lambda row, _: bool(row["on_duty"])),
    "REPORTS": (REPORT, lambda row, _: _now(row["discovered_at"])),
}


def _now(day: date) -> bool:
    return (day.year, day.month) == (TODAY.year, TODAY.month)


def _late(duty: Row) -> bool:
    return duty["due_on"] < TODAY <= (duty["closes_on"] or TODAY) and not duty["done_at"] and not duty["cancelled_at"]


def values(world: World, row: Row, layers: set[str], hidden: set[str]) -> dict[str, set[str]]:
    """Give what a counted row is by each dimension, as if hidden grounds were not; `layers` say by which law."""
    child = world.child(row)
    if not child:
        return {"POST": {row.get("post", "")}, "CIRCUMSTANCE": {row.get("circumstance", "")}}
    own = {name: [one for one in world.rows[name] if one["child_id"] == child["id"] and one["state"] == "HELD"]
           for name in ("standing", "difficulty")}  # fmt: skip
    grounds = {one["category"] for one in own["difficulty"]}
    classes = {one["class"] for one in own["standing"] if not layers or layers & {*one["layers"]}}
    if grounds & hidden and grounds <= hidden | ATTENTION and child["category_detail"] is None:
        classes -= {"IN_DIFFICULTY"}
    age = TODAY.year - child["birth_date"].year - (TODAY.timetuple()[1:3] < child["birth_date"].timetuple()[1:3])
    band = next((f"{low}-{top}" for low, top in ((0, 2), (3, 5), (6, 11), (12, 14), (15, 17)) if age <= top), "18+")
    single = {"RISK_LEVEL": child["risk_level"], "SEX": child["sex"], "AGE_BAND": band}
    return {"CLASS": classes, "CATEGORY": grounds - hidden, **{name: {value} for name, value in single.items()}}


def counts(world: World, asker: Asker, measure: str, place: int, by: list[str], layers: set[str]) -> Counter[Any] | str:
    """Give how many there are of each combination of values in a place; whoever may not count there is refused."""
    hidden = set() if asker.decision("statistics", "special") == "S" else {*RESTRICTED.split()}
    may = asker.decision("statistics") == "area" and any(inside(place, area) for area in asker.areas)
    if not may or (hidden and "CIRCUMSTANCE" in by):
        return REFUSED
    kind, counted = COUNTED[measure]
    rows = [row for row in world.rows[kind] if not (hidden and row.get("restricted"))]
    here = [row for row in rows if inside(row["division"], place) and counted(row, world.child(row))]
    told = [its for row in here if (its := values(world, row, layers, hidden)).get("CLASS", {""}) or not layers]
    return Counter(key for its in told for key in product(*(its[name] for name in by)))
