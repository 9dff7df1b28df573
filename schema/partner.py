"""Partner organisations: the agreements on data that were signed with them, and what they are granted."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, bindparam

from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import here
from reads.sources import Key, One, Paged, Row, Rows, column, filters, readable
from records.codes import PartnerMeasure, Purpose
from records.data_agreement import data_agreement
from records.partner_grant import partner_grant
from schema.division import HERE, place
from schema.need import Need
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.scalars import DivisionCode
from schema.visit import CHILD, same


@strawberry.type(description="What a county has signed with a partner organisation about children's data.")
class DataAgreement(Node):
    """What a county has signed with a partner about children's data: in force from `startsOn` to `endsOn`, both days
    included, unless it was ended before; `reference` is where the signed paper is kept.
    """

    rows: ClassVar = Rows(data_agreement, "dataAgreement")

    id: strawberry.ID = identifier("dataAgreement")
    version: int = column("version", FieldClass.BASIC)
    organisation: Organisation = readable(One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    edition: str = column("edition", FieldClass.BASIC)
    signed_on: date = column("signed_on", FieldClass.BASIC)
    starts_on: date = column("starts_on", FieldClass.BASIC)
    ends_on: date = column("ends_on", FieldClass.BASIC)
    reference: str = column("reference", FieldClass.STAFF)
    recorded_by: str = column("recorded_by", FieldClass.STAFF)
    ended_at: datetime | None = column("ended_at", FieldClass.BASIC)
    ended_by: str | None = column("ended_by", FieldClass.STAFF)
    end_reason: str | None = column("end_reason", FieldClass.STAFF)
    viewer_can: list[str] = viewer_can("dataAgreement", "end")
    masked: list[str] = masked()


def _in_force(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    day = bindparam(None, frame.now.date(), row.c.ends_on.type, unique=True)
    holds = row.c.ended_at.is_(None) & (row.c.starts_on <= day) & (row.c.ends_on >= day)
    return holds if value else ~holds


@strawberry.input(description="Which data agreements.")
class DataAgreementWhere:
    """Which data agreements; `inForce` is asked for today."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    organisation: strawberry.ID | None = filters(same("organisation_id", "organisation"), FieldClass.BASIC, late=True)
    in_force: bool | None = filters(_in_force, FieldClass.BASIC)


@strawberry.type(description="What a partner organisation is granted of one child: classes, purpose, until when.")
class Grant(Node):
    """What a partner is granted of one child until a time; `child` is null for who no longer sees it.

    With `need` it answers the claim of an offered need, which the partner's workers read as well.
    """

    rows: ClassVar = Rows(partner_grant, "grant")

    id: strawberry.ID = identifier("grant")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    organisation: Organisation = readable(One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC)
    need: Need | None = readable(One(lambda row, other: row.c.need_id == other.c.id), FieldClass.BASIC)
    field_classes: list[str] = column("field_classes", FieldClass.BASIC)
    purpose: Purpose = column("purpose", FieldClass.BASIC)
    granted_by: str = column("granted_by", FieldClass.STAFF)
    granted_at: datetime = column("granted_at", FieldClass.BASIC)
    until: datetime = column("until", FieldClass.BASIC)
    reminded_at: datetime | None = column("reminded_at", FieldClass.BASIC)
    revoked_at: datetime | None = column("revoked_at", FieldClass.BASIC)
    revoked_by: str | None = column("revoked_by", FieldClass.STAFF)
    reason: str | None = column("reason", FieldClass.STAFF)
    viewer_can: list[str] = viewer_can("grant", "revoke")
    masked: list[str] = masked()


def _running(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    runs = row.c.revoked_at.is_(None) & (row.c.until > frame.now)
    return runs if value else ~runs


@strawberry.input(description="Which grants.")
class GrantWhere:
    """Which grants; those that are `running` have neither ended nor been revoked."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    organisation: strawberry.ID | None = filters(same("organisation_id", "organisation"), FieldClass.BASIC, late=True)
    running: bool | None = filters(_running, FieldClass.BASIC)


@strawberry.type(
    description="A number of a partner's own work in one month (its first day). It is null where fewer than five"
    " children stand behind it."
)
class PartnerFigure:
    """A number of a partner's own work in one month; null where it is suppressed."""

    field_class: ClassVar = FieldClass.AGGREGATE

    month: date
    measure: PartnerMeasure
    value: int | None
    suppressed: bool


_LATEST_FIRST = (Key("id", descending=True),)
DATA_AGREEMENTS = Paged(None, {None: _LATEST_FIRST})
GRANTS = Paged(None, {None: _LATEST_FIRST})
