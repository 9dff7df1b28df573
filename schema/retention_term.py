"""The term after which closed files are archived."""

from datetime import datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, select

from policies.classes import FieldClass
from reads.sources import Row, Rows, column
from records.retention import retention_term
from schema.node import Node, identifier


@strawberry.type(description="For how many months a closed file is kept before it is archived; null: never by itself.")
class RetentionTerm(Node):
    """A term as it was set, and by whom."""

    rows: ClassVar = Rows(retention_term, "retention", scoped=False)

    id: strawberry.ID = identifier("retention")
    months: int | None = column("months", FieldClass.BASIC)
    reason: str = column("reason", FieldClass.BASIC)
    set_by: str = column("set_by", FieldClass.STAFF)
    set_at: datetime = column("set_at", FieldClass.BASIC)


def in_force(row: Row) -> ColumnElement[bool]:
    """Ask for the term that was set last."""
    others = retention_term.alias()
    last = select(others.c.id).order_by(others.c.id.desc()).limit(1).scalar_subquery()
    asked: ColumnElement[bool] = row.c.id == last
    return asked
