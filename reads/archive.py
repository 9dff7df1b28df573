"""The archive: rows out of ordinary sight, because the file of their child was archived or nothing is left of it.

What follows a child there is said in records/keeping.py. Who may reopen files sees archived ones where they are asked
for: by id, beside their child, and in lists that name them; what is left of an erased child shows to nobody.
"""

from collections.abc import Callable, Mapping
from operator import eq
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BooleanClauseList,
    ColumnElement,
    Select,
    and_,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.operators import and_ as and_operator

from policies.vocabulary import SEES_ARCHIVED
from reads.arguments import Value
from reads.frame import Frame
from reads.sources import Row, Rows
from records.child import child
from records.codes import FileStatus
from records.keeping import REGISTER


def in_sight(frame: Frame, rows: Rows, row: Row) -> ColumnElement[bool]:
    """Write the condition that a row is not kept from the caller with the file of its child."""
    return _in_use(frame, rows.table, row, erased=SEES_ARCHIVED in frame.caller.permit.actions)


def usual(member: str) -> Callable[[Frame, Row, Row, Value | None], ColumnElement[bool]]:
    """Make the condition of lists that leave archived rows out unless their `where` names a member."""

    def condition(frame: Frame, table: Row, row: Row, where: Value | None) -> ColumnElement[bool]:
        if SEES_ARCHIVED not in frame.caller.permit.actions or _names(where, member):
            return true()
        return _in_use(frame, table, row, erased=False)

    return condition


def _in_use(frame: Frame, table: Row, row: Row, *, erased: bool) -> ColumnElement[bool]:
    """Ask that the file is not archived, or with `erased` that something is left of it."""
    kept = REGISTER.get(getattr(table, "name", ""))
    if kept is None or not kept.follows:
        return true()
    if "archived" in row.c:
        # Another place sees the row and not the child, so it cannot ask of it; who keeps the child's file finds it.
        its = frame.alias(child)
        here = _some(row).select_from(its).where(its.c.id == row.c.child_id).exists()
        return or_(row.c.archived.is_(False), here) if erased else row.c.archived.is_(False)
    if table is child:
        return row.c.erased_at.is_(None) if erased else row.c.file_status != FileStatus.ARCHIVED.value
    homes = [] if erased else [_of_home(frame, row.c[name], row) for name in _homes(row)]
    its_child = [_of_child(frame, row, erased=erased)] if "child_id" in row.c else []
    return and_(true(), *homes, *its_child)


def beside_child(row: Row, found: ColumnElement[bool]) -> bool:
    """Tell whether a row is found by its child's key in a row of children that stands outside.

    Of such a row nothing has to be asked: the child is in sight.
    """
    if "child_id" not in row.c or "household_id" in row.c or "archived" in row.c:
        return False
    clauses = found.clauses if isinstance(found, BooleanClauseList) and found.operator is and_operator else (found,)
    for clause in clauses:
        if isinstance(clause, BinaryExpression) and clause.operator is eq:
            for mine, theirs in ((clause.left, clause.right), (clause.right, clause.left)):
                if mine is row.c.child_id and getattr(theirs, "name", "") == "id" and _of_children(theirs):
                    return True
    return False


def _of_children(column: ColumnElement[Any]) -> bool:
    table = getattr(column, "table", None)
    return getattr(table, "element", None) is child


def _of_child(frame: Frame, row: Row, *, erased: bool) -> ColumnElement[bool]:
    """Ask it by a subquery, not an anti-join, so that ordered lists stay index scans; few rows are in its index."""
    its = frame.alias(child)
    away = _some(row).select_from(its).where(its.c.id == row.c.child_id, its.c.file_status == FileStatus.ARCHIVED.value)
    if erased:
        away = away.where(its.c.erased_at.is_not(None))
    return away.scalar_subquery().is_(None)


def _homes(row: Row) -> list[str]:
    """Name the column with the key of the household whose row it is: the last child takes it into the archive."""
    if "household_id" in row.c:
        return ["household_id"]
    return [] if "child_id" in row.c else ["id"]


def _of_home(frame: Frame, key: ColumnElement[Any], row: Row) -> ColumnElement[bool]:
    kin = frame.alias(child)
    theirs = _some(row).select_from(kin).where(kin.c.household_id == key).limit(1)
    archived = theirs.where(kin.c.file_status == FileStatus.ARCHIVED.value).scalar_subquery()
    others = theirs.where(kin.c.file_status != FileStatus.ARCHIVED.value).scalar_subquery()
    return or_(archived.is_(None), others.is_not(None))


def _some(row: Row) -> Select[Any]:
    return select(literal_column("1")).correlate(row)


def _names(where: Value | None, member: str) -> bool:
    """Tell whether a `where` asks by a member anywhere in it."""
    return where is not None and bool(where.told(f"names {member}", lambda sent: _named(sent or {}, member)))


def _named(where: Mapping[str, Any], member: str) -> bool:
    parts = [*(where.get("and") or ()), *(where.get("or") or ()), *([where["not"]] if where.get("not") else [])]
    return where.get(member) is not None or any(_named(part, member) for part in parts)
