"""What children are entitled to by class or category, and whether they receive it."""

from datetime import date
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, cast, exists, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from care.duties.received import held_by
from care.duties.restricted import RESTRICTED, unsaid
from policies.classes import FieldClass, RowKind, Sight
from reads.errors import BadRead
from reads.frame import Frame
from reads.sources import Computed, Many, Row, Rows, column, readable
from records.benefit import benefit
from records.child import child
from records.codes import BenefitKind, ChildClass, DifficultyCategory, DutyBasis
from records.entitlement import entitlement


def _told(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that the ground of an entitlement may be told: it says as much as the class or category itself."""
    sight = frame.caller.permit.sight("child", FieldClass.SPECIAL)
    if sight is Sight.SHOW:
        return true()
    told = ~unsaid(row)
    if sight is Sight.MASK:
        return told & or_(row.c.category.is_(None), row.c.category.not_in(RESTRICTED))
    return told & row.c.category.is_(None)


def _reads_benefits(frame: Frame) -> bool:
    permit = frame.caller.permit
    return permit.row("benefit") is not RowKind.NONE and permit.sight("benefit", FieldClass.FAMILY) is Sight.SHOW


def _held(row: Row, frame: Frame) -> tuple[Row, ColumnElement[bool]]:
    """Give the benefits that the child of an entitlement, or its household, receives today of the kinds named there."""
    its, one = child.alias(), benefit.alias()
    home = select(its.c.household_id).where(its.c.id == row.c.child_id).correlate(row).scalar_subquery()
    return one, held_by(one, row.c.child_id, home, row.c.kinds, frame.now.date())


def _received(row: Row, frame: Frame) -> ColumnElement[str]:
    one, theirs = _held(row, frame)
    if not _reads_benefits(frame):
        theirs = false()
    kinds = select(one.c.kind).where(theirs).distinct().order_by(one.c.kind).correlate(row).scalar_subquery()
    return cast(func.array_to_json(cast(func.array(kinds), ARRAY(Text))), Text)


@strawberry.type(description="What a class or category entitles a child to by the law of its place.")
class Entitlement:
    """What one class or category entitles a child to; `received` are those of the kinds that it receives today.

    A benefit of the household counts as the child's. Where the law is silent, nobody is entitled.
    """

    rows: ClassVar = Rows(entitlement, "child", only=_told)

    child_class: ChildClass | None = column("class", FieldClass.FAMILY)
    category: DifficultyCategory | None = column("category", FieldClass.FAMILY)
    kinds: list[BenefitKind] = column("kinds", FieldClass.FAMILY)
    received: list[BenefitKind] = readable(Computed(_received), FieldClass.FAMILY)
    since: date | None = column("since", FieldClass.FAMILY)
    basis: DutyBasis = column("basis", FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)
    rule_version: str = column("rule_version", FieldClass.BASIC)


OF_CHILD = Many(
    lambda row, other: other.c.child_id == row.c.id,
    lambda other: (other.c["class"].asc().nulls_last(), other.c.category.asc()),
)


def entitled(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    """Ask for children whose class or category entitles them to benefits."""
    one = entitlement.alias()
    found = select(one.c.child_id).where(one.c.child_id == row.c.id, _told(one, frame)).correlate(row).exists()
    return found if value else ~found


def entitled_without(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    """Ask for children whose class or category entitles them to benefits of which they receive none today.

    Raises `BadRead` FORBIDDEN for who does not read benefits.
    """
    if not _reads_benefits(frame):
        raise BadRead("FORBIDDEN", "无权查看救助享受情况", "Benefits are not shown to you")
    one = entitlement.alias()
    held, theirs = _held(one, frame)
    nothing = ~exists(select(held.c.id).where(theirs).correlate(one))
    found = select(one.c.child_id).where(one.c.child_id == row.c.id, _told(one, frame), nothing).correlate(row).exists()
    return found if value else ~found
