"""Parts of a child's file that are sets: classes, categories, health; and how a name is searched."""

from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Table, and_, func, select

from care.duties.restricted import RESTRICTED, RESTRICTED_REASONS, unsaid
from care.duties.search_keys import fold
from policies.classes import FieldClass, Sight
from reads import json
from reads.arguments import Value
from reads.errors import BadRead
from reads.frame import Frame
from reads.sources import Computed, Row, Rows, column
from records.child import child_category, child_class, child_health, child_search
from records.codes import (
    DifficultyState,
    DisabilityGrade,
    DisabilityType,
    DutyReason,
    Health,
    KeyChildReason,
    StandingState,
)
from records.standing import difficulty, key_reason, standing

ABOUT_HEALTH = (
    KeyChildReason.PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY,
    KeyChildReason.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY,
    KeyChildReason.CHILD_DISABLED,
    KeyChildReason.MIND_OR_BEHAVIOUR_ABNORMAL,
    KeyChildReason.ILL,
    DutyReason.CARD_MISSING,
)

LAST = "\U0010ffff"


@strawberry.type(description="A state of health with what is known of it.")
class HealthDetail:
    """A state of health: the illness, or the grade of a disability."""

    rows: ClassVar = Rows(child_health, "child")

    kind: Health = column("kind", FieldClass.BASIC)
    detail: str | None = column("detail", FieldClass.HEALTH)
    grade: DisabilityGrade | None = column("grade", FieldClass.HEALTH)
    disability: DisabilityType | None = column("disability", FieldClass.HEALTH)
    card: bool | None = column("card", FieldClass.HEALTH)


def _listed(table: Table, code: str, row: Row, *conditions: ColumnElement[bool]) -> ColumnElement[str]:
    quoted = json.joined(['"', table.c[code], '"'])
    rows = select(quoted).where(table.c.child_id == row.c.id, *conditions).correlate(row)
    return json.array(rows.order_by(table.c[code]))


def _has(table: Table, row: Row, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(table.c.child_id).where(table.c.child_id == row.c.id, *conditions).correlate(row).exists()


def _special(frame: Frame) -> bool:
    return frame.caller.permit.sight("child", FieldClass.SPECIAL) is Sight.SHOW


def _held(frame: Frame) -> list[ColumnElement[bool]]:
    """Ask that a class holds and may be told: one that rests on restricted reasons alone would tell of them."""
    held = [standing.c.state == StandingState.HELD.value]
    return held if _special(frame) else [*held, ~standing.c.restricted]


def _classes(row: Row, frame: Frame) -> ColumnElement[str]:
    return _listed(standing, "class", row, *_held(frame))


def _stated_classes(row: Row, frame: Frame) -> ColumnElement[str]:
    if _special(frame):
        return _listed(child_class, "class", row)
    return _listed(child_class, "class", row, ~unsaid(child_class))


def _categories(state: DifficultyState) -> Computed:
    """List the categories in a state; restricted ones are left out where the class is masked."""
    there = difficulty.c.state == state.value
    return Computed(
        lambda row, _frame: _listed(difficulty, "category", row, there),
        masked=lambda row, _frame: _listed(
            difficulty, "category", row, there, difficulty.c.category.not_in(RESTRICTED)
        ),
    )


def _reasons(row: Row, frame: Frame) -> ColumnElement[str]:
    """List the key reasons that the caller may read: restricted ones and those about health go by their own class."""
    return _listed(key_reason, "reason", row, key_reason.c.reason.not_in(hidden_reasons(frame, "child")))


def hidden_reasons(frame: Frame, kind: str) -> list[str]:
    """Name the reasons that the caller may not read on rows of a kind (rules 6.8)."""
    permit = frame.caller.permit
    classes = {FieldClass.SPECIAL: RESTRICTED_REASONS, FieldClass.HEALTH: ABOUT_HEALTH}
    hidden = [reasons for of, reasons in classes.items() if permit.sight(kind, of) is not Sight.SHOW]
    return sorted({one.value for reasons in hidden for one in reasons})


CLASSES = Computed(_classes)
PROSPECTIVE = Computed(
    lambda row, _frame: _listed(standing, "class", row, standing.c.state == StandingState.PROSPECTIVE.value)
)
HEALTH = Computed(lambda row, _frame: _listed(child_health, "kind", row))
CATEGORIES = _categories(DifficultyState.HELD)
PENDING_CATEGORIES = _categories(DifficultyState.PENDING)
OFFERED_CATEGORIES = _categories(DifficultyState.OFFERED)
KEY_REASONS = Computed(_reasons)
# What was ticked, whatever the law makes of it; masked as what is derived from it.
STATED_CLASSES = Computed(_stated_classes)
STATED_CATEGORIES = Computed(
    lambda row, _frame: _listed(child_category, "category", row),
    masked=lambda row, _frame: _listed(child_category, "category", row, child_category.c.category.not_in(RESTRICTED)),
)


def with_class(row: Row, values: list[str], frame: Frame) -> ColumnElement[bool]:
    """Ask for children of any of the classes, as the caller reads them."""
    return _has(standing, row, *_held(frame), standing.c["class"].in_(values))


def with_category(row: Row, values: list[str], frame: Frame) -> ColumnElement[bool]:
    """Ask for children of any of the categories; restricted ones find nothing for who may not read them."""
    allowed = [value for value in values if _special(frame) or value not in RESTRICTED]
    held = difficulty.c.state == DifficultyState.HELD.value
    return _has(difficulty, row, held, difficulty.c.category.in_(allowed))


def with_reason(row: Row, values: list[str], frame: Frame) -> ColumnElement[bool]:
    """Ask for children with any of the key reasons; those that the caller may not read find nothing."""
    hidden = hidden_reasons(frame, "child")
    return _has(key_reason, row, key_reason.c.reason.in_([value for value in values if value not in hidden]))


def _end(text: str) -> str:
    return fold(text) + LAST


def with_name(row: Row, text: Value, _frame: Frame) -> ColumnElement[bool]:
    """Ask for children whose name, toneless pinyin or initials begin with the text."""
    if text.told("empty", lambda sent: not fold(sent)):
        raise BadRead("BAD_USER_INPUT", "搜索内容不能为空", "search must not be empty")
    # ~>=~ and ~<~ keep their index under row-level security; LIKE is not leakproof and loses it.
    key: ColumnElement[Any] = child_search.c.key
    found = select(child_search.c.child_id).where(and_(key.op("~>=~")(text.then(fold)), key.op("~<~")(text.then(_end))))
    return row.c.id == func.any(func.array(found.scalar_subquery()))
