"""Needs of children and the services that met them."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement

from policies.classes import FieldClass
from reads.archive import usual
from reads.rows import here
from reads.sources import Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.codes import NeedStatus, PurchasedService, Service
from records.need import service_record
from schema.node import Node, identifier, masked, viewer_can
from schema.offer import NEED_ROWS, OfferedNeed
from schema.organisation import Organisation
from schema.report import Report
from schema.scalars import DivisionCode
from schema.visit import CHILD, Visit, same


@strawberry.type(description="A service that was given for a need.")
class ServiceRecord(Node):
    """A service that was given for a need: by whom, when, bought in or not, and what came of it.

    `report` is the mandatory report that it follows from, for those who may read that report.
    """

    rows: ClassVar = Rows(service_record, "service", listed=("need", "need_id"))

    id: strawberry.ID = identifier("service")
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    provided_on: date = column("provided_on", FieldClass.BASIC)
    provider: str | None = column("provider", FieldClass.STAFF)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.STAFF
    )
    purchased: bool = column("purchased", FieldClass.BASIC)
    purchased_as: PurchasedService | None = column("purchased_as", FieldClass.BASIC)
    outcome: str | None = column("outcome", FieldClass.NARRATIVE)
    report: Report | None = readable(One(lambda row, other: row.c.report_id == other.c.id), FieldClass.BASIC)
    recorded_at: datetime = column("created_at", FieldClass.BASIC)
    masked: list[str] = masked()


def _services(row: Row, other: Row) -> ColumnElement[bool]:
    return other.c.need_id == row.c.id


@strawberry.type(description="What a child needs, classified by the service that would meet it.")
class Need(Node):
    """What a child needs, classified by the service that would meet it (需求清单).

    Who may see that one exists may see its kind, so rows go to those who keep the file, and by list to whom a need was
    referred until `referredUntil`, and to whoever is paired with the child. `offer` is how it stands on the list that
    partners see, while it does. `citation` is what the documents of the
    place say of the list and of this service, null where they are silent.
    """

    rows: ClassVar = NEED_ROWS

    id: strawberry.ID = identifier("need")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    kind: Service = column("kind", FieldClass.BASIC)
    status: NeedStatus = column("status", FieldClass.BASIC)
    detail: str | None = column("detail", FieldClass.NARRATIVE)
    found_on: date = column("found_on", FieldClass.BASIC)
    visit: Visit | None = readable(One(lambda row, other: row.c.visit_id == other.c.id), FieldClass.BASIC)
    citation: str | None = column("citation", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    referred_until: datetime | None = column("referred_until", FieldClass.BASIC)
    claimed_by: str | None = column("claimed_by", FieldClass.STAFF)
    offer: OfferedNeed | None = readable(One(lambda row, other: row.c.offer_id == other.c.id), FieldClass.BASIC)
    services: list[ServiceRecord] = readable(
        Many(_services, lambda other: (other.c.provided_on.desc(), other.c.id.desc())), FieldClass.BASIC
    )
    outcome: str | None = column("outcome", FieldClass.NARRATIVE)
    created_at: datetime = column("created_at", FieldClass.BASIC)
    closed_at: datetime | None = column("closed_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("need", "refer", "claim", "offer", "close")
    masked: list[str] = masked()


@strawberry.input(description="Which needs.")
class NeedWhere:
    """Which needs; `organisation` is whom they were referred to."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    kinds: list[Service] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    statuses: list[NeedStatus] | None = filters(lambda row, value, _: row.c.status.in_(value), FieldClass.BASIC)
    organisation: strawberry.ID | None = filters(same("organisation_id", "organisation"), FieldClass.BASIC, late=True)


# A classified list: kind by kind, the newest of each first.
NEEDS = Paged(None, {None: (Key("kind"), Key("id", descending=True))}, usual("child"))
OF_CHILD = Paged(lambda row, other: other.c.child_id == row.c.id, {None: (Key("id", descending=True),)})
