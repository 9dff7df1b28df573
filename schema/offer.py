"""Needs as they are offered to partners: what is needed, where and since which month, of nobody in particular."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, select

from policies.classes import FieldClass, RowKind
from reads.frame import Frame
from reads.rows import visible
from reads.sources import Key, One, Paged, Row, Rows, column, filters, readable
from records.codes import Service
from records.data_agreement import data_agreement
from records.need import need
from records.need_offer import need_offer
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.scalars import DivisionCode

NEED_ROWS = Rows(need, "need", listed=("need", "id"))


def _offered(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that an offer is of a need in sight, or is made to the caller: by a county that signed with its organisation.

    What others have claimed is theirs.
    """
    caller, stands = frame.caller, row.c.closed_at.is_(None)
    if caller.permit.rows is not RowKind.LISTED:
        its = need.alias()
        mine = select(its.c.id).where(its.c.offer_id == row.c.id, visible(frame, NEED_ROWS, its))
        return stands & mine.correlate(row).exists()
    signed, day = data_agreement.c, frame.now.date()
    counties = select(signed.division).where(
        signed.organisation_id.in_(caller.organisations),
        signed.ended_at.is_(None),
        signed.starts_on <= day,
        signed.ends_on >= day,
    )
    free = row.c.organisation_id.is_(None) | row.c.organisation_id.in_(caller.organisations)
    return stands & free & row.c.county.in_(counties)


@strawberry.type(description="A need as it is offered to partners: nothing in it leads to a child.")
class OfferedNeed(Node):
    """A need as it is offered to partners: `month` is the first day of the month in which it was found.

    `organisation` has claimed it, and waits for the county's word.
    """

    rows: ClassVar = Rows(need_offer, "offer", scoped=False, only=_offered)

    id: strawberry.ID = identifier("offer")
    kind: Service = column("kind", FieldClass.BASIC)
    county: DivisionCode = column("county", FieldClass.BASIC)
    township: DivisionCode = column("township", FieldClass.BASIC)
    month: date = column("month", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.STAFF
    )
    claimed_at: datetime | None = column("claimed_at", FieldClass.STAFF)
    viewer_can: list[str] = viewer_can("offer", "claim")
    masked: list[str] = masked()


def _claimed(row: Row, value: bool, _frame: Frame) -> ColumnElement[bool]:
    claimed: ColumnElement[bool] = row.c.organisation_id.is_not(None) if value else row.c.organisation_id.is_(None)
    return claimed


@strawberry.input(description="Which offered needs.")
class OfferedNeedWhere:
    """Which offered needs."""

    county: DivisionCode | None = filters(lambda row, value, _: row.c.county == value, FieldClass.BASIC, late=True)
    kinds: list[Service] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    claimed: bool | None = filters(_claimed, FieldClass.BASIC)


OFFERS = Paged(None, {None: (Key("kind"), Key("id", descending=True))})
