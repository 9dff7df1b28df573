"""Which rows a caller sees: the predicate that every statement carries, with row-level security as a wall behind."""

from collections.abc import Callable
from uuid import UUID

from graphql import GraphQLObjectType
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from policies.broken_glass import ordinary
from policies.classes import FieldClass, RowKind, Sight
from policies.granting import by_grant
from reads.archive import beside_child, in_sight
from reads.arguments import Value
from reads.frame import Frame, Place, fixed_place, place_of
from reads.kept import kept
from reads.sources import Gathered, Row, Rows
from records.access import access_link
from tenants.registry import Login

CHILD = "child"


def visible(frame: Frame, rows: Rows, row: Row, found: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Write the condition that the caller may see a row; `found` is that by which it is found: its key, or a join."""
    beside = found is not None and beside_child(row, found)

    def made(frame: Frame) -> ColumnElement[bool]:
        bound = _bound(frame, rows, row, found=found is not None)
        bound = bound if beside else and_(bound, in_sight(frame, rows, row))
        return bound if rows.only is None else and_(bound, rows.only(row, frame))

    if getattr(row, "element", None) is not rows.table:
        return made(frame)
    return kept(frame, (rows, found is not None, beside), row, made)


def _bound(frame: Frame, rows: Rows, row: Row, *, found: bool) -> ColumnElement[bool]:
    kind = frame.caller.permit.row(rows.kind)
    if kind is RowKind.NONE:
        return false()
    if not rows.scoped:
        return true()
    if kind is RowKind.AREA:
        here = [within(row, area, found=found) for area in frame.caller.areas]
        there = [inside(row.c[rows.also], area) for area in frame.caller.areas] if rows.also else []
        mine = [row.c[rows.by] == frame.caller.subject] if rows.by else []
        return or_(false(), *here, *there, *mine)
    if kind is RowKind.LISTED:
        mine = [row.c.organisation_id.in_(frame.caller.organisations)] if rows.own else []
        pupils = [rows.attended(row, frame)] if rows.attended and _attends(frame, rows) else []
        return or_(_listed(frame, rows, row), *mine, *pupils)
    accounts = [row.c[name] for name in ("subject", "recorded_by") if name in row.c]
    owners = [one == frame.caller.subject for one in accounts if isinstance(one.type, Text)][:1]
    offices = [row.c.organisation_id.in_(frame.caller.organisations)] if "organisation_id" in row.c else []
    return or_(false(), *owners, *offices)


def _attends(frame: Frame, rows: Rows) -> bool:
    """Tell whether policy shows the caller the rows of the pupils of its schools beside the listed ones."""
    return f"{rows.kind}:attended" in frame.caller.permit.actions


def seen(
    frame: Frame, kind: GraphQLObjectType, row: Row, found: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Write the condition that the caller may see a row of a type, as `visible` does."""
    return visible(frame, frame.registry.entities[kind.name].rows, row, found)


def gathered(frame: Frame, rows: Rows, asked: Callable[[Row], ColumnElement[bool]]) -> Gathered:
    """Read the rows that the caller sees and for which `asked(row)` holds once, for whatever lists are cut out of them.

    A list carries all that its rows' policies ask, and Postgres begins every part of it whether a row needs it or not.
    """
    row = frame.alias(rows.table)
    return Gathered(select(row).where(asked(row), visible(frame, rows, row)).cte())


def withheld(frame: Frame, rows: Rows, field_class: FieldClass, *, masks: bool = False) -> bool:
    """Tell whether filtering or ordering by a class would tell more than reading does; no rows, nothing to tell.

    `masks` says that the filter itself leaves out what a mask leaves out.
    """
    permit = frame.caller.permit
    enough = (Sight.SHOW, Sight.MASK) if masks else (Sight.SHOW,)
    return permit.row(rows.kind) is not RowKind.NONE and permit.sight(rows.kind, field_class) not in enough


def granted(frame: Frame, rows: Rows, row: Row, field_class: FieldClass) -> ColumnElement[bool] | None:
    """Write the condition that a grant which runs names the class for the row's child; None where no grant could.

    Policy hides such a class, so nobody filters, orders or searches by it: it shows in the selection alone.
    """
    name = "child_id" if "child_id" in row.c else "id" if rows.kind == CHILD else None
    if name is None or frame.caller.permit.granted(rows.kind, field_class) is Sight.HIDE:
        return None
    named = _links(frame, CHILD).where(
        by_grant(access_link.c.ground), access_link.c.classes.contains([field_class.value])
    )
    return row.c[name] == any_(func.array(named.scalar_subquery()))


def within(row: Row, area: int | Place, *, found: bool = False) -> ColumnElement[bool]:
    """Write the condition that a row lies in an area or reports to it; by the level's own column where there is one.

    Of a row that is `found` by something else its place is only looked at: Postgres, which plans without the values,
    would take the index of places for as good a way to it.
    """
    place = fixed_place(area) if isinstance(area, int) else area
    level = place.level if place.level is not None and place.level in row.c else None
    column = row.c[level or "division"]
    looked = column + literal_column("0", BigInteger) if found else column
    if level is None:
        return inside(looked, place)
    return looked == bindparam(None, place.code, type_=BigInteger, unique=True)


def inside(column: ColumnElement[int], area: int | Place) -> ColumnElement[bool]:
    """Write the condition that a place (12-digit code) lies in an area or reports to it."""
    place = fixed_place(area) if isinstance(area, int) else area
    return or_(
        *(
            and_(
                column >= bindparam(None, first, BigInteger, unique=True),
                column < bindparam(None, end, BigInteger, unique=True),
            )
            for first, end in place.spans
        )
    )


def here(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    """Ask that a row lies in the area that a filter names."""
    return within(row, area_of(value))


def area_of(value: Value) -> Place:
    """Give the area that a filter names."""
    return fixed_place(value.known()) if value.fixed else place_of(value.inquiry, value.path, value.of)


def _listed(frame: Frame, rows: Rows, row: Row) -> ColumnElement[bool]:
    kind, name = rows.listed or (("child", "child_id") if "child_id" in row.c else (rows.kind, "id"))
    grounds, ground = frame.caller.grounds, access_link.c.ground
    listed = _links(frame, kind).where(ordinary(ground) if grounds is None else ground.in_(sorted(grounds)))
    return row.c[name] == any_(func.array(listed.scalar_subquery()))


def _links(frame: Frame, kind: str) -> Select[tuple[UUID]]:
    """Select what of a kind is listed for the caller now."""
    return select(access_link.c.object).where(
        access_link.c.subject == frame.caller.subject, access_link.c.kind == kind, access_link.c.until > frame.now
    )


def login_of(frame: Frame) -> Login:
    """Name the login whose policies fit the caller: places, or single listed rows."""
    return Login.LINK if frame.caller.permit.rows is RowKind.LISTED else Login.AREA


def settings(frame: Frame) -> ColumnElement[bool]:
    """Set what row-level security reads, inside the statement itself: LOCAL, one round trip, nothing stays behind."""
    values = {
        "app.scope": frame.scope,
        "app.subject": frame.caller.subject,
        "app.now": frame.now.isoformat(),
    }
    return and_(
        *(
            func.set_config(name, bindparam(None, value, Text, unique=True), True).is_not(None)
            for name, value in values.items()
        )
    )
