"""Erasures: what was asked for, who decided, and the proof of what went."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, cast, func, select, true

from policies.classes import FieldClass
from reads import json
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.codes import ErasureRequester, ErasureStatus
from records.erasure import erasure
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD, same

_EACH = func.jsonb_each_text(erasure.c.erased).table_valued("key", "value", name="each").render_derived()
_LINES = (
    select(erasure.c.id.label("erasure_id"), _EACH.c.key, _EACH.c.value)
    .select_from(erasure.join(_EACH, true()))
    .subquery("erasure_line")
)


@strawberry.type(description="How many rows of a table went, were emptied, or had a name struck out of them.")
class ErasedRows:
    """A line of the proof."""

    rows: ClassVar = Rows(_LINES, "erasure", scoped=False)

    table: str = readable(Computed(lambda row, _: cast(func.to_json(row.c.key), Text)), FieldClass.BASIC)
    count: int = readable(Computed(lambda row, _: cast(row.c.value, Text)), FieldClass.BASIC)


def _digest(row: Row, _frame: Frame) -> ColumnElement[str]:
    told = func.to_json(func.encode(row.c.digest, "hex"))
    return func.coalesce(cast(told, Text), json.NULL)


@strawberry.type(
    description="A request that a child's data be erased, and once a second person has agreed, the proof: what went,"
    " when, by whom and at whose request. `digest` covers all of it; `tonghu retention verify` works it out again."
)
class Erasure(Node):
    """A request for erasure, and the proof of what was erased."""

    rows: ClassVar = Rows(erasure, "erasure")

    id: strawberry.ID = identifier("erasure")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    status: ErasureStatus = column("status", FieldClass.BASIC)
    requester: ErasureRequester = column("requester", FieldClass.BASIC)
    asked_on: date = column("asked_on", FieldClass.BASIC)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    requested_by: str = column("requested_by", FieldClass.STAFF)
    requested_at: datetime = column("requested_at", FieldClass.BASIC)
    decided_by: str | None = column("decided_by", FieldClass.STAFF)
    decided_at: datetime | None = column("decided_at", FieldClass.BASIC)
    note: str | None = column("note", FieldClass.NARRATIVE)
    erased: list[ErasedRows] = readable(
        Many(lambda row, other: row.c.id == other.c.erasure_id, lambda other: (other.c.key,)), FieldClass.BASIC
    )
    digest: str | None = readable(Computed(_digest), FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("erasure", "decide")
    masked: list[str] = masked()


@strawberry.input(description="Which requests for erasure.")
class ErasureWhere:
    """Which requests for erasure; those in status REQUESTED wait for a second person."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    statuses: list[ErasureStatus] | None = filters(lambda row, value, _: row.c.status.in_(value), FieldClass.BASIC)


ERASURES = Paged(None, {None: (Key("id", descending=True),)})
