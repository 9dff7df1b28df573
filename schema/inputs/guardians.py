"""Inputs about guardians and their absences."""

from datetime import date

import strawberry

from care.actions.common.own_labels import OF_GUARDIAN
from records.codes import (
    AwayPurpose,
    DisabilityGrade,
    DisabilityType,
    GuardianRelation,
    ParentHealth,
    ParentSpecialStatus,
)
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_GUARDIAN)
@strawberry.input(description="A guardian's disability by type and grade.")
class DisabilityInput:
    """A guardian's disability by type and grade."""

    type: DisabilityType
    grade: DisabilityGrade


@labelled(OF_GUARDIAN)
@strawberry.input(
    description="A guardian or parent; the name may be unknown of one who is dead, missing or out of contact."
)
class GuardianInput:
    """A guardian or parent."""

    name: str | None = strawberry.UNSET
    relation: GuardianRelation
    phone: str | None = strawberry.UNSET
    resident_id: str | None = strawberry.UNSET
    address: str | None = strawberry.UNSET
    address_division: DivisionCode | None = strawberry.UNSET
    health: ParentHealth | None = strawberry.UNSET
    health_detail: str | None = strawberry.UNSET
    special_status: list[ParentSpecialStatus] | None = strawberry.UNSET
    special_detail: str | None = strawberry.UNSET
    disabilities: list[DisabilityInput] | None = strawberry.UNSET
    incapacity_judgement: str | None = strawberry.UNSET
    declared_missing_on: date | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="A child and a guardian that it has besides those on file.")
class AddGuardianInput:
    """A child and a guardian that it has besides those on file."""

    child_id: strawberry.ID
    guardian: GuardianInput
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_GUARDIAN)
@strawberry.input(description="What is changed of a guardian: a field left out stays, null empties it.")
class UpdateGuardianInput:
    """What is changed of a guardian."""

    id: strawberry.ID
    version: int
    name: str | None = strawberry.UNSET
    relation: GuardianRelation | None = strawberry.UNSET
    phone: str | None = strawberry.UNSET
    resident_id: str | None = strawberry.UNSET
    address: str | None = strawberry.UNSET
    address_division: DivisionCode | None = strawberry.UNSET
    health: ParentHealth | None = strawberry.UNSET
    health_detail: str | None = strawberry.UNSET
    special_status: list[ParentSpecialStatus] | None = strawberry.UNSET
    special_detail: str | None = strawberry.UNSET
    disabilities: list[DisabilityInput] | None = strawberry.UNSET
    incapacity_judgement: str | None = strawberry.UNSET
    declared_missing_on: date | None = strawberry.UNSET
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(
    description="Since when, why and where a guardian is away; a departure may be told before it happens."
)
class RecordDepartureInput:
    """Since when, why and where a guardian is away."""

    guardian_id: strawberry.ID
    since: date
    purpose: AwayPurpose
    division: DivisionCode | None = strawberry.UNSET
    abroad: bool = False
    within_core: bool = False
    filed_on: date | None = strawberry.UNSET
    filed_with_school: bool | None = strawberry.UNSET
    workplace: str | None = strawberry.UNSET
    contact: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="The day a guardian came home; a mere visit home leaves the absence running.")
class RecordReturnInput:
    """The day a guardian came home."""

    guardian_id: strawberry.ID
    on: date
    home_visit_only: bool = False
    idempotency_key: str | None = strawberry.UNSET
