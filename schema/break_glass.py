"""Access that was broken open: the queue of those who judge it, and the child as it shows through the glass."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement

from care.actions.read_through_glass import read_through_glass
from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import here
from reads.sources import Key, One, Paged, Row, Rows, column, filters, readable
from records.break_glass import break_glass
from records.codes import BreakGlassOutcome, Role
from schema.answer import answer_one
from schema.context import Info
from schema.division import HERE, place
from schema.ids import parse_id
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD, same


@strawberry.type(description="An access that somebody broke open to classes of one child, and what was found of it.")
class BreakGlass(Node):
    """An access that somebody broke open: by whom, to what, why, until when; `outcome` is null until the review."""

    rows: ClassVar = Rows(break_glass, "breakGlass", by="subject")

    id: strawberry.ID = identifier("breakGlass")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    field_classes: list[str] = column("field_classes", FieldClass.BASIC)
    broken_by: str = column("subject", FieldClass.STAFF)
    role: Role = column("role", FieldClass.STAFF)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    broken_at: datetime = column("broken_at", FieldClass.BASIC)
    until: datetime = column("until", FieldClass.BASIC)
    outcome: BreakGlassOutcome | None = column("outcome", FieldClass.STAFF)
    note: str | None = column("note", FieldClass.NARRATIVE)
    reviewed_by: str | None = column("reviewed_by", FieldClass.STAFF)
    reviewed_at: datetime | None = column("reviewed_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("breakGlass", "review")
    masked: list[str] = masked()


def _reviewed(row: Row, value: bool, _frame: Frame) -> ColumnElement[bool]:
    reviewed: ColumnElement[bool] = row.c.outcome.is_not(None) if value else row.c.outcome.is_(None)
    return reviewed


@strawberry.input(description="Which accesses that were broken open.")
class BreakGlassWhere:
    """Which accesses that were broken open; those that nobody has reviewed are the queue."""

    reviewed: bool | None = filters(_reviewed, FieldClass.BASIC)
    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)


BROKEN = Paged(None, {None: (Key("broken_at", descending=True), Key("id", descending=True))})


async def answer_through_glass(info: Info, id: str) -> Any:
    """Answer with a child as the caller's broken glass shows it, or null; the trail has it before it is read."""
    request, key = info.context, parse_id(id, "child")
    if request.tenant is None or key is None:
        return None
    caller = request.caller
    async with request.house.work(request.tenant, scope=caller.scope, subject=caller.subject) as work:
        reading = await read_through_glass(work, caller, key)
    if reading is None:
        return None
    narrowed = replace(request, caller=reading, scope=reading.scope)
    return await answer_one(info, lambda row: row.c.id == key, key, narrowed)
