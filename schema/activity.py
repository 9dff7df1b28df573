"""Activities for children of a place, and checks of what may harm them there."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, func

from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import here
from reads.sources import Key, One, Paged, Row, Rows, column, filters, readable
from records.activity import activity
from records.codes import ActivityKind, HazardItem, OnlineHarm, SafetyTopic, WaterItem
from records.hazard_check import hazard_check
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.scalars import DivisionCode
from schema.visit import same


@strawberry.type(description="What was held for children of a place: for their safety, in the holidays, otherwise.")
class Activity(Node):
    """An activity with those who came, in numbers."""

    rows: ClassVar = Rows(activity, "activity")

    id: strawberry.ID = identifier("activity")
    kind: ActivityKind = column("kind", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    held_on: date = column("held_on", FieldClass.BASIC)
    topics: list[SafetyTopic] = column("topics", FieldClass.BASIC)
    harms: list[OnlineHarm] = column("harms", FieldClass.BASIC)
    children: int | None = column("children", FieldClass.AGGREGATE)
    adults: int | None = column("adults", FieldClass.AGGREGATE)
    description: str | None = column("description", FieldClass.NARRATIVE)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("activity", "record")
    masked: list[str] = masked()


@strawberry.type(description="A check of an organisation or of a water: what was looked at, what was wanting.")
class HazardCheck(Node):
    """A hazard check; `open` says that something was wanting and is not put right."""

    rows: ClassVar = Rows(hazard_check, "hazardCheck")

    id: strawberry.ID = identifier("hazardCheck")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    water: str | None = column("water", FieldClass.BASIC)
    checked_on: date = column("checked_on", FieldClass.BASIC)
    items: list[HazardItem] = column("items", FieldClass.BASIC)
    wanting: list[HazardItem] = column("wanting", FieldClass.BASIC)
    water_items: list[WaterItem] = column("water_items", FieldClass.BASIC)
    water_wanting: list[WaterItem] = column("water_wanting", FieldClass.BASIC)
    findings: str | None = column("findings", FieldClass.NARRATIVE)
    mended_on: date | None = column("mended_on", FieldClass.BASIC)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("hazardCheck", "record")
    masked: list[str] = masked()


@strawberry.input(description="Which activities; days are the first and the last.")
class ActivityWhere:
    """Which activities."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    organisation: strawberry.ID | None = filters(same("organisation_id", "organisation"), FieldClass.BASIC, late=True)
    kinds: list[ActivityKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    since: date | None = filters(lambda row, value, _: row.c.held_on >= value, FieldClass.BASIC, name="from", late=True)
    until: date | None = filters(lambda row, value, _: row.c.held_on <= value, FieldClass.BASIC, late=True)


def _is_open(row: Row, value: bool, _frame: Frame) -> ColumnElement[bool]:
    wanting = func.cardinality(row.c.wanting) + func.cardinality(row.c.water_wanting) > 0
    return (wanting & row.c.mended_on.is_(None)).is_(value)


@strawberry.input(description="Which hazard checks; `open` asks for those with something not yet put right.")
class HazardCheckWhere:
    """Which hazard checks."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    organisation: strawberry.ID | None = filters(same("organisation_id", "organisation"), FieldClass.BASIC, late=True)
    open: bool | None = filters(_is_open, FieldClass.BASIC)
    since: date | None = filters(
        lambda row, value, _: row.c.checked_on >= value, FieldClass.BASIC, name="from", late=True
    )
    until: date | None = filters(lambda row, value, _: row.c.checked_on <= value, FieldClass.BASIC, late=True)


ACTIVITIES = Paged(None, {None: (Key("held_on", descending=True), Key("id"))})
HAZARD_CHECKS = Paged(None, {None: (Key("checked_on", descending=True), Key("id"))})
