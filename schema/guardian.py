"""Guardians and their absences, entrusted carers, paired persons."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.archive import usual
from reads.rows import here
from reads.sources import Key, Many, One, Paged, Rows, column, filters, readable
from records.codes import (
    AwayPurpose,
    CarerRelation,
    DisabilityGrade,
    DisabilityType,
    EntrustReason,
    GuardianRelation,
    ParentHealth,
    ParentSpecialStatus,
)
from records.guardian import absence, carer, guardian, guardian_disability, pairing
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD, same


@strawberry.type(description="An absence from home: over, running or planned.")
class Absence:
    """An absence from home: since when, until when, why and where; abroad has no division."""

    rows: ClassVar = Rows(absence, "guardian")

    since: date = column("since", FieldClass.BASIC)
    until: date | None = column("until", FieldClass.LOCATION)
    purpose: AwayPurpose = column("purpose", FieldClass.BASIC)
    division: DivisionCode | None = column("away_division", FieldClass.LOCATION)
    abroad: bool = column("abroad", FieldClass.BASIC)
    within_core: bool | None = column("within_core", FieldClass.LOCATION)
    workplace: str | None = column("workplace", FieldClass.LOCATION)
    contact: str | None = column("contact_masked", FieldClass.CONTACT)
    filed_on: date | None = column("filed_on", FieldClass.FAMILY)
    filed_with_school: bool | None = column("filed_with_school", FieldClass.FAMILY)


@strawberry.type(description="A guardian's disability by type and grade; grade 1 is the gravest.")
class Disability:
    """A guardian's disability by type and grade; grade 1 is the gravest."""

    rows: ClassVar = Rows(guardian_disability, "guardian")

    type: DisabilityType = column("disability", FieldClass.BASIC)
    grade: DisabilityGrade = column("grade", FieldClass.BASIC)


@strawberry.type(description="Somebody who has the guardianship of a child, or a parent.")
class Guardian(Node):
    """Somebody who has the guardianship of a child, or a parent."""

    rows: ClassVar = Rows(guardian, "guardian")

    id: strawberry.ID = identifier("guardian")
    version: int = column("version", FieldClass.BASIC)
    name: str | None = column("name", FieldClass.BASIC)
    relation: GuardianRelation = column("relation", FieldClass.BASIC)
    phone: str | None = column("phone_masked", FieldClass.CONTACT)
    resident_id: str | None = column("resident_id_masked", FieldClass.IDENTITY)
    address: str | None = column("address", FieldClass.LOCATION)
    address_division: DivisionCode | None = column("address_division", FieldClass.LOCATION)
    health: ParentHealth | None = column("health", FieldClass.HEALTH)
    health_detail: str | None = column("health_detail", FieldClass.HEALTH)
    special_status: list[ParentSpecialStatus] | None = column("special_status", FieldClass.SPECIAL)
    special_detail: str | None = column("special_detail", FieldClass.SPECIAL)
    disabilities: list[Disability] = readable(
        Many(lambda row, other: other.c.guardian_id == row.c.id, lambda other: (other.c.disability,)),
        FieldClass.HEALTH,
    )
    incapacity_judgement: str | None = column("incapacity_judgement", FieldClass.NARRATIVE)
    declared_missing_on: date | None = column("declared_missing_on", FieldClass.SPECIAL)
    away: Absence | None = readable(
        One(
            lambda row, other: (other.c.guardian_id == row.c.id) & other.c.until.is_(None),
            lambda other: (other.c.since.desc(),),
            when=lambda other, frame: other.c.since <= frame.now.date(),
        ),
        FieldClass.LOCATION,
    )
    absences: list[Absence] = readable(
        Many(lambda row, other: other.c.guardian_id == row.c.id, lambda other: (other.c.since.desc(), other.c.id)),
        FieldClass.LOCATION,
    )
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("guardian", "update", "depart", "return")
    masked: list[str] = masked()


@strawberry.input(description="Which guardians.")
class GuardianWhere:
    """Which guardians."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    relations: list[GuardianRelation] | None = filters(
        lambda row, value, _: row.c.relation.in_(value), FieldClass.BASIC
    )


GUARDIANS = Paged(None, {None: (Key("id"),)}, usual("child"))


@strawberry.type(description="Who looks after a left-behind child by the parents' entrusting.")
class EntrustedCarer(Node):
    """Who looks after a left-behind child by the parents' entrusting."""

    rows: ClassVar = Rows(carer, "carer")

    id: strawberry.ID = identifier("carer")
    relation: CarerRelation = column("relation", FieldClass.BASIC)
    name: str | None = column("name", FieldClass.BASIC)
    phone: str | None = column("phone_masked", FieldClass.CONTACT)
    reason: EntrustReason | None = column("reason", FieldClass.FAMILY)
    masked: list[str] = masked()


@strawberry.type(description="Somebody paired with a child to help it.")
class Pairing:
    """Somebody paired with a child to help it, with the unit that sent them.

    `until` is when the person's own account stops reading the child's minimum.
    """

    rows: ClassVar = Rows(pairing, "pairing")

    name: str | None = column("name", FieldClass.BASIC)
    phone: str | None = column("phone_masked", FieldClass.CONTACT)
    unit: str | None = column("unit", FieldClass.STAFF)
    until: datetime | None = column("until", FieldClass.BASIC)
    masked: list[str] = masked()
