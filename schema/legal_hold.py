"""Legal holds: what must be kept as it is, until when."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Date, and_, bindparam, case

from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, One, Paged, Row, Rows, column, filters, readable
from records.codes import HoldGround
from records.legal_hold import legal_hold
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD, same


def _lasts(row: Row, frame: Frame) -> ColumnElement[bool]:
    today = bindparam(None, frame.now.date(), Date, unique=True)
    return and_(row.c.lifted_at.is_(None), row.c.until >= today)


def _lasts_json(row: Row, frame: Frame) -> ColumnElement[str]:
    return case((_lasts(row, frame), "true"), else_="false")


def _asked(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    return _lasts(row, frame) if value else _lasts(row, frame).is_not(True)


@strawberry.type(
    description="A hold on a child's file: while it lasts the file is neither archived nor erased. `until` is its last"
    " day."
)
class LegalHold(Node):
    """A hold on a child's file: on which ground, why, by whom, and whether it lasts today."""

    rows: ClassVar = Rows(legal_hold, "legalHold")

    id: strawberry.ID = identifier("legalHold")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    ground: HoldGround = column("ground", FieldClass.BASIC)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    until: date = column("until", FieldClass.BASIC)
    lasts: bool = readable(Computed(_lasts_json), FieldClass.BASIC)
    set_by: str = column("set_by", FieldClass.STAFF)
    set_at: datetime = column("set_at", FieldClass.BASIC)
    lifted_by: str | None = column("lifted_by", FieldClass.STAFF)
    lifted_at: datetime | None = column("lifted_at", FieldClass.BASIC)
    lifted_because: str | None = column("lifted_because", FieldClass.NARRATIVE)
    viewer_can: list[str] = viewer_can("legalHold", "lift")
    masked: list[str] = masked()


@strawberry.input(description="Which holds.")
class LegalHoldWhere:
    """Which holds; `lasts` asks for those that last today, or for those that have ended."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    lasts: bool | None = filters(_asked, FieldClass.BASIC)


HOLDS = Paged(None, {None: (Key("id", descending=True),)})
