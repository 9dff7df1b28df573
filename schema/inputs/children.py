"""Inputs about children."""

from datetime import date

import strawberry

from care.actions.common.own_labels import OF_HEALTH, OF_REVIEW
from records.codes import (
    Boarding,
    ChildClass,
    DatePrecision,
    DifficultyCategory,
    DisabilityGrade,
    DisabilityType,
    GuardianshipCondition,
    Health,
    HukouType,
    SchoolStatus,
    Sex,
    SingleParent,
)
from schema.inputs.guardians import GuardianInput
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_HEALTH)
@strawberry.input(description="A state of a child's health; an illness needs its name, a disability its grade.")
class HealthInput:
    """A state of a child's health; an illness needs its name, a disability its grade."""

    kind: Health
    detail: str | None = strawberry.UNSET
    grade: DisabilityGrade | None = strawberry.UNSET
    disability: DisabilityType | None = strawberry.UNSET
    card: bool | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="A difficulty category; OTHER needs the detail, an HIV infection takes none.")
class CategoryInput:
    """A difficulty category; OTHER needs the detail, an HIV infection takes none."""

    category: DifficultyCategory
    detail: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(
    description="A child whose file is opened. Either `residentId` or `residentIdMissing` (HUKOU_UNREGISTERED,"
    " FOUNDLING, NOT_PROVIDED) is needed; `division` is the village it lives in."
)
class RegisterChildInput:
    """A child whose file is opened."""

    client_id: str | None = strawberry.UNSET
    name: str
    sex: Sex
    ethnicity: str | None = strawberry.UNSET
    birth_date: date
    birth_date_precision: DatePrecision = DatePrecision.DAY
    resident_id: str | None = strawberry.UNSET
    resident_id_missing: str | None = strawberry.UNSET
    division: DivisionCode
    hukou_division: DivisionCode | None = strawberry.UNSET
    hukou_type: HukouType
    address: str | None = strawberry.UNSET
    lives_at: DivisionCode | None = strawberry.UNSET
    single_parent: SingleParent | None = strawberry.UNSET
    boarding: Boarding | None = strawberry.UNSET
    school_id: strawberry.ID | None = strawberry.UNSET
    schooling: str | None = strawberry.UNSET
    school_status: SchoolStatus | None = strawberry.UNSET
    health: list[HealthInput] | None = strawberry.UNSET
    guardianship_condition: GuardianshipCondition | None = strawberry.UNSET
    guardianship_detail: str | None = strawberry.UNSET
    mind_and_behaviour: str | None = strawberry.UNSET
    education_aid: str | None = strawberry.UNSET
    medical_aid: str | None = strawberry.UNSET
    other_aid: str | None = strawberry.UNSET
    care_needs: str | None = strawberry.UNSET
    notes: str | None = strawberry.UNSET
    categories: list[CategoryInput] | None = strawberry.UNSET
    household_id: strawberry.ID | None = strawberry.UNSET
    guardians: list[GuardianInput] | None = strawberry.UNSET
    registered_on: date | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(
    description="What is changed of a child: a field left out stays, null empties it. A number is sent whole or not at"
    " all; its mask is refused."
)
class UpdateChildInput:
    """What is changed of a child."""

    id: strawberry.ID
    version: int
    name: str | None = strawberry.UNSET
    ethnicity: str | None = strawberry.UNSET
    birth_date: date | None = strawberry.UNSET
    birth_date_precision: DatePrecision | None = strawberry.UNSET
    resident_id: str | None = strawberry.UNSET
    resident_id_missing: str | None = strawberry.UNSET
    address: str | None = strawberry.UNSET
    lives_at: DivisionCode | None = strawberry.UNSET
    hukou_division: DivisionCode | None = strawberry.UNSET
    hukou_type: HukouType | None = strawberry.UNSET
    single_parent: SingleParent | None = strawberry.UNSET
    boarding: Boarding | None = strawberry.UNSET
    school_id: strawberry.ID | None = strawberry.UNSET
    schooling: str | None = strawberry.UNSET
    school_status: SchoolStatus | None = strawberry.UNSET
    health: list[HealthInput] | None = strawberry.UNSET
    guardianship_condition: GuardianshipCondition | None = strawberry.UNSET
    guardianship_detail: str | None = strawberry.UNSET
    mind_and_behaviour: str | None = strawberry.UNSET
    education_aid: str | None = strawberry.UNSET
    medical_aid: str | None = strawberry.UNSET
    other_aid: str | None = strawberry.UNSET
    care_needs: str | None = strawberry.UNSET
    notes: str | None = strawberry.UNSET
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="Where a child lives from now on: a village of the tenant, and the new address.")
class MoveChildInput:
    """Where a child lives from now on."""

    id: strawberry.ID
    version: int
    division: DivisionCode
    address: str | None = strawberry.UNSET
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REVIEW)
@strawberry.input(
    description="An officer's judgement: whether a class, or a category of difficulty, holds from a day on, and why."
)
class ReviewClassInput:
    """An officer's judgement on a class or a category."""

    child_id: strawberry.ID
    child_class: ChildClass | None = strawberry.field(name="class", default=strawberry.UNSET)
    category: DifficultyCategory | None = strawberry.UNSET
    holds: bool
    since: date = strawberry.field(name="from")
    reason: str
    idempotency_key: str | None = strawberry.UNSET
