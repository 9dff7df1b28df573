"""Parts of a child's file that are sets: classes, categories, health; and how a name is searched."""

from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Table, and_, case, func, select

from care.duties.search_keys import fold
from policies.classes import FieldClass, Sight
from reads import json
from reads.errors import BadRead
from reads.frame import Frame
from reads.sources import Computed, Row, Rows, column
from records.child import child_category, child_class, child_health, child_search
from records.codes import ChildClass, DifficultyCategory, DisabilityGrade, Health

# Facts that only readers of the class `special` may learn of (rules 6.8); others see the rest of the list.
RESTRICTED = (DifficultyCategory.HIV_INFECTED, DifficultyCategory.PRISONER_OR_REHAB_CHILD)

LAST = "\U0010ffff"


@strawberry.type(description="A state of health with what is known of it.")
class HealthDetail:
    """A state of health: the illness, or the grade of a disability."""

    rows: ClassVar = Rows(child_health, "child")

    kind: Health = column("kind", FieldClass.BASIC)
    detail: str | None = column("detail", FieldClass.HEALTH)
    grade: DisabilityGrade | None = column("grade", FieldClass.HEALTH)


def _codes(table: Table, code: str, row: Row, *without: str) -> ColumnElement[str]:
    quoted = json.joined(['"', table.c[code], '"'])
    rows = select(quoted).where(table.c.child_id == row.c.id, table.c[code].not_in(without)).correlate(row)
    return json.array(rows.order_by(table.c[code]))


def _plain(table: Table, code: str) -> Computed:
    return Computed(lambda row, _frame: _codes(table, code, row))


def _only_restricted(row: Row) -> ColumnElement[bool]:
    """Tell that a child is in difficulty for restricted reasons alone: the class itself would then tell of them."""
    restricted = _has(child_category, child_category.c.category.in_(RESTRICTED), row)
    others = _has(child_category, child_category.c.category.not_in(RESTRICTED), row)
    return restricted & ~others & row.c.category_detail.is_(None)


def _classes(row: Row, frame: Frame) -> ColumnElement[str]:
    whole = _codes(child_class, "class", row)
    if frame.caller.permit.sight("child", FieldClass.SPECIAL) is Sight.SHOW:
        return whole
    without = _codes(child_class, "class", row, ChildClass.IN_DIFFICULTY)
    return case((_only_restricted(row), without), else_=whole)


CLASSES = Computed(_classes)
HEALTH = _plain(child_health, "kind")
CATEGORIES = Computed(
    lambda row, _frame: _codes(child_category, "category", row),
    masked=lambda row, _frame: _codes(child_category, "category", row, *RESTRICTED),
)


def with_class(row: Row, values: list[str], frame: Frame) -> ColumnElement[bool]:
    """Ask for children of any of the classes, as the caller reads them."""
    found = _has(child_class, child_class.c["class"].in_(values), row)
    if frame.caller.permit.sight("child", FieldClass.SPECIAL) is Sight.SHOW or ChildClass.IN_DIFFICULTY not in values:
        return found
    others = [value for value in values if value != ChildClass.IN_DIFFICULTY]
    return case((_only_restricted(row), _has(child_class, child_class.c["class"].in_(others), row)), else_=found)


def with_category(row: Row, values: list[str], frame: Frame) -> ColumnElement[bool]:
    """Ask for children of any of the categories; restricted ones find nothing for who may not read them."""
    special = frame.caller.permit.sight("child", FieldClass.SPECIAL)
    allowed = [value for value in values if special is Sight.SHOW or value not in RESTRICTED]
    return _has(child_category, child_category.c.category.in_(allowed), row)


def with_name(row: Row, text: str, _frame: Frame) -> ColumnElement[bool]:
    """Ask for children whose name, toneless pinyin or initials begin with the text."""
    low = fold(text)
    if not low:
        raise BadRead("BAD_USER_INPUT", "搜索内容不能为空", "search must not be empty")
    # ~>=~ and ~<~ keep their index under row-level security; LIKE is not leakproof and loses it.
    key: ColumnElement[Any] = child_search.c.key
    found = select(child_search.c.child_id).where(and_(key.op("~>=~")(low), key.op("~<~")(low + LAST)))
    return row.c.id == func.any(func.array(found.scalar_subquery()))


def _has(table: Table, condition: ColumnElement[bool], row: Row) -> ColumnElement[bool]:
    return select(table.c.child_id).where(table.c.child_id == row.c.id, condition).correlate(row).exists()
