"""Inputs about trainees, organisations and roles."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import OF_ORGANISATION, OF_STAFF, OF_TRAINING
from records.codes import (
    AdminLevel,
    AppointmentSource,
    AssessmentResult,
    Department,
    OrganisationKind,
    Role,
    Sex,
    TraineePost,
    TrainingKind,
    TrainingMode,
    TrainingTopic,
)
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled({})
@strawberry.input(
    description="Who is enrolled, for which post and where: a director in a village, a supervisor in a township."
)
class EnrolTraineeInput:
    """Who is enrolled, for which post and where."""

    name: str
    phone: str
    post: TraineePost
    division: DivisionCode
    sex: Sex | None = strawberry.UNSET
    source: AppointmentSource | None = strawberry.UNSET
    subject: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="A training that a trainee had; the result may be added later to the same training.")
class RecordTrainingInput:
    """A training that a trainee had."""

    trainee_id: strawberry.ID
    kind: TrainingKind
    trainer_level: AdminLevel
    held_on: date
    topics: list[TrainingTopic] | None = strawberry.UNSET
    assessment: AssessmentResult | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_STAFF)
@strawberry.input(description="Who is appointed from which day on, and for which villages.")
class AppointTraineeInput:
    """Who is appointed, and for which villages."""

    trainee_id: strawberry.ID
    since: date = strawberry.field(name="from")
    villages: list[DivisionCode]
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_STAFF)
@strawberry.input(
    description="Whose appointment ends, its last day, why, and who takes the villages over from the next day on."
)
class EndAppointmentInput:
    """Whose appointment ends."""

    trainee_id: strawberry.ID
    on: date
    reason: str
    successor_id: strawberry.ID | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_STAFF)
@strawberry.input(description="The appraisal of a year, in words, with reward or penalty.")
class AppraiseTraineeInput:
    """The appraisal of a year."""

    trainee_id: strawberry.ID
    year: int
    result: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_STAFF)
@strawberry.input(description="What is changed of a trainee; what is left out stays, a null empties.")
class UpdateTraineeInput:
    """What is changed of a trainee."""

    id: strawberry.ID
    version: int
    name: str | None = strawberry.UNSET
    phone: str | None = strawberry.UNSET
    sex: Sex | None = strawberry.UNSET
    source: AppointmentSource | None = strawberry.UNSET
    subject: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_TRAINING)
@strawberry.input(description="Who attended a session, and how the assessment went if there was one.")
class AttendedInput:
    """Who attended a session."""

    trainee_id: strawberry.ID
    assessment: AssessmentResult | None = strawberry.UNSET


@labelled(OF_TRAINING)
@strawberry.input(
    description="A session that a county, a prefecture or the province held, at most 500 people; it is the trainer."
)
class HoldTrainingInput:
    """A session that a place held, with those who attended it."""

    division: DivisionCode
    kind: TrainingKind
    mode: TrainingMode
    held_on: date
    topics: list[TrainingTopic] | None = strawberry.UNSET
    attendance: list[AttendedInput] | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ORGANISATION)
@strawberry.input(
    description="The whole of an organisation; with `id` and `version` one on file. What is left out is emptied."
)
class SaveOrganisationInput:
    """The whole of an organisation."""

    id: strawberry.ID | None = strawberry.UNSET
    version: int | None = strawberry.UNSET
    name: str
    kind: OrganisationKind
    department: Department | None = strawberry.UNSET
    division: DivisionCode
    contact_name: str | None = strawberry.UNSET
    contact_phone: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="Who gets which role, where and until when: for a place, for an organisation, or both.")
class AssignRoleInput:
    """Who gets which role, where and until when."""

    subject: str
    name: str | None = strawberry.UNSET
    role: Role
    division: DivisionCode | None = strawberry.UNSET
    organisation_id: strawberry.ID | None = strawberry.UNSET
    until: datetime | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="Whose role ends now: the account, the role and where it was given.")
class RevokeRoleInput:
    """Whose role ends now."""

    subject: str
    role: Role
    division: DivisionCode | None = strawberry.UNSET
    organisation_id: strawberry.ID | None = strawberry.UNSET
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
