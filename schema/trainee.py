"""Trainees: child directors, child supervisors and those trained beside them."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    any_,
    case,
    cast,
    extract,
    func,
    literal,
    not_,
    or_,
    select,
)

from policies.classes import FieldClass
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.child import child
from records.codes import AdminLevel, AppointmentSource, AssessmentResult, Sex, TraineePost, TrainingKind, TrainingTopic
from records.trainee import appointment, appraisal, trainee, training
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode


@strawberry.type(description="A training somebody attended.")
class Training:
    """A training somebody attended, with the assessment that ended it."""

    rows: ClassVar = Rows(training, "training")

    id: strawberry.ID = identifier("training")
    trainee: "Trainee" = readable(One(lambda row, other: row.c.trainee_id == other.c.id), FieldClass.BASIC)
    kind: TrainingKind = column("kind", FieldClass.STAFF)
    trainer_level: AdminLevel = column("trainer_level", FieldClass.STAFF)
    held_on: date = column("held_on", FieldClass.STAFF)
    topics: list[TrainingTopic] = column("topics", FieldClass.STAFF)
    assessment: AssessmentResult | None = column("assessment", FieldClass.STAFF)


def _running(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask for the appointment of a trainee that runs on the clock's day."""
    day = frame.now.date()
    begun = and_(appointment.c.since <= day, or_(appointment.c.until.is_(None), appointment.c.until >= day))
    return and_(appointment.c.trainee_id == row.c.id, begun)


def _may_take_cases(row: Row, frame: Frame) -> ColumnElement[str]:
    """Tell whether somebody is appointed today; who must be assessed first is not appointed before (YN-G3)."""
    appointed = select(appointment.c.id).where(_running(row, frame)).correlate(row).exists()
    return case((and_(row.c.on_duty, appointed), "true"), else_="false")


def _caseload(row: Row, frame: Frame) -> ColumnElement[str]:
    """Count the open files of the villages of an appointment that runs; without one those of the post's place.

    That is a director's village, a supervisor's township, none for others. A count of work, not a reading of children:
    it stands for whoever sees the trainee, within row-level security.
    """
    runs = select(appointment.c.id).where(_running(row, frame))
    theirs = runs.where(child.c.division == any_(appointment.c.villages)).correlate(row, child).exists()
    here = case(
        (runs.correlate(row).exists(), theirs),
        (row.c.post == TraineePost.CHILD_DIRECTOR.value, child.c.division == row.c.division),
        (row.c.post == TraineePost.CHILD_SUPERVISOR.value, child.c.township == row.c.township),
        else_=literal(False),
    )
    served = and_(here, child.c.file_status.in_(["OPEN", "REVIEW"]), child.c.county == row.c.county)
    return cast(select(func.count()).select_from(child).where(served).correlate(row).scalar_subquery(), Text)


def _untrained_in(row: Row, year: int, _frame: Frame) -> ColumnElement[bool]:
    in_year = extract("year", training.c.held_on) == cast(literal(year), BigInteger)
    return not_(select(training.c.id).where(training.c.trainee_id == row.c.id, in_year).correlate(row).exists())


@strawberry.type(description="An appointment to villages; their children are the caseload.")
class Appointment:
    """An appointment to villages (12-digit codes) from its first to its last day; null while it runs."""

    rows: ClassVar = Rows(appointment, "appointment")

    id: strawberry.ID = identifier("appointment")
    villages: list[DivisionCode] = column("villages", FieldClass.STAFF)
    since: date = column("since", FieldClass.STAFF)
    until: date | None = column("until", FieldClass.STAFF)
    reason: str | None = column("reason", FieldClass.STAFF)


@strawberry.type(description="The appraisal of a year, in words, with reward or penalty.")
class Appraisal:
    """The appraisal of a calendar year as it was last written."""

    rows: ClassVar = Rows(appraisal, "appraisal")

    id: strawberry.ID = identifier("appraisal")
    year: int = column("year", FieldClass.STAFF)
    result: str | None = column("result", FieldClass.STAFF)
    recorded_at: datetime = column("recorded_at", FieldClass.STAFF)


@strawberry.type(description="A child director, a child supervisor, or somebody trained beside them.")
class Trainee(Node):
    """A child director, a child supervisor, or somebody trained beside them."""

    rows: ClassVar = Rows(trainee, "trainee")

    id: strawberry.ID = identifier("trainee")
    version: int = column("version", FieldClass.BASIC)
    name: str | None = column("name", FieldClass.STAFF)
    phone: str | None = column("phone_masked", FieldClass.CONTACT)
    post: TraineePost = column("post", FieldClass.STAFF)
    sex: Sex | None = column("sex", FieldClass.STAFF)
    source: AppointmentSource | None = column("source", FieldClass.STAFF)
    division: HERE = readable(place("division"), FieldClass.STAFF)
    on_duty: bool = column("on_duty", FieldClass.STAFF)
    may_take_cases: bool = readable(Computed(_may_take_cases), FieldClass.STAFF)
    appointments: list[Appointment] = readable(
        Many(
            lambda row, other: other.c.trainee_id == row.c.id, lambda other: (other.c.since.desc(), other.c.id.desc())
        ),
        FieldClass.STAFF,
    )
    appraisals: list[Appraisal] = readable(
        Many(lambda row, other: other.c.trainee_id == row.c.id, lambda other: (other.c.year.desc(),)),
        FieldClass.STAFF,
    )
    assessment: AssessmentResult = column("assessment", FieldClass.STAFF)
    trainings: list[Training] = readable(
        Many(
            lambda row, other: other.c.trainee_id == row.c.id,
            lambda other: (other.c.held_on.desc(), other.c.id.desc()),
        ),
        FieldClass.STAFF,
    )
    caseload: int = readable(Computed(_caseload), FieldClass.AGGREGATE)
    viewer_can: list[str] = viewer_can("trainee", "update", "appoint", "end", "appraise")
    masked: list[str] = masked()


@strawberry.input(description="Which trainees.")
class TraineeWhere:
    """Which trainees; `untrainedIn` is a calendar year in which they attended no training."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    posts: list[TraineePost] | None = filters(lambda row, value, _: row.c.post.in_(value), FieldClass.STAFF)
    assessment: list[AssessmentResult] | None = filters(
        lambda row, value, _: row.c.assessment.in_(value), FieldClass.STAFF
    )
    on_duty: bool | None = filters(lambda row, value, _: row.c.on_duty == value, FieldClass.STAFF)
    untrained_in: int | None = filters(_untrained_in, FieldClass.STAFF)


TRAINEES = Paged(None, {None: (Key("id"),)})
