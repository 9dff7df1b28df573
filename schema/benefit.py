"""Benefits that children and households are entitled to, applied for, receive or were refused."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement, case

from care.duties.received import received, stands
from policies.classes import FieldClass
from reads.archive import usual
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.benefit import benefit
from records.codes import BenefitKind, BenefitStatus
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD, same

if TYPE_CHECKING:
    from schema.household import Household

HOUSEHOLD = Annotated["Household", strawberry.lazy("schema.household")]


def _received_json(row: Row, frame: Frame) -> ColumnElement[str]:
    return case((received(row, frame.now.date()), "true"), else_="false")


@strawberry.type(description="Public support of a child or a household: how it stands, since when, in yuan per month.")
class Benefit(Node):
    """Public support of a child or a household; amount in yuan per month, null where the kind has none.

    `status` is null for a ledger's word that nothing is received (kind NONE). `from` is the day on which the status
    began, of a grant the first day it covers, `until` its last. `received` tells whether it is received today;
    `supersededAt` is set on older rows, which are the history.
    """

    rows: ClassVar = Rows(benefit, "benefit")

    id: strawberry.ID = identifier("benefit")
    kind: BenefitKind = column("kind", FieldClass.BASIC)
    status: BenefitStatus | None = column("status", FieldClass.FAMILY)
    amount: Decimal | None = column("amount", FieldClass.FAMILY)
    since: date | None = column("since", FieldClass.FAMILY, "from")
    until: date | None = column("until", FieldClass.FAMILY)
    received: bool | None = readable(Computed(_received_json), FieldClass.FAMILY)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    household: HOUSEHOLD | None = readable(One(lambda row, other: row.c.household_id == other.c.id), FieldClass.BASIC)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    recorded_by: str | None = column("recorded_by", FieldClass.STAFF)
    recorded_at: datetime = column("created_at", FieldClass.BASIC)
    superseded_at: datetime | None = column("superseded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("benefit", "record")
    masked: list[str] = masked()


def benefits_of(holder: str) -> Many:
    """Join what stands of a holder's benefits, one of each kind."""
    return Many(lambda row, other: (other.c[holder] == row.c.id) & stands(other), lambda other: (other.c.kind.asc(),))


def _received(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    asked = received(row, frame.now.date())
    return asked if value else asked.is_not(True)


@strawberry.input(description="Which benefits; without `past` those that stand, one of each holder and kind.")
class BenefitWhere:
    """Which benefits; `past` adds the rows that newer ones have superseded."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    household: strawberry.ID | None = filters(same("household_id", "household"), FieldClass.BASIC, late=True)
    kinds: list[BenefitKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    statuses: list[BenefitStatus] | None = filters(lambda row, value, _: row.c.status.in_(value), FieldClass.FAMILY)
    received: bool | None = filters(_received, FieldClass.FAMILY)
    past: bool | None = filters(lambda row, value, _: row.c.id.is_not(None) if value else stands(row), FieldClass.BASIC)


_LATEST_FIRST: dict[Enum | None, tuple[Key, ...]] = {None: (Key("id", descending=True),)}
BENEFITS = Paged(None, _LATEST_FIRST, usual("child"))
STANDING = Paged(lambda _parent, row: stands(row), _LATEST_FIRST)
