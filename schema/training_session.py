"""Training sessions: held by a county, a prefecture or the province, with those who attended."""

from datetime import date
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.rows import here
from reads.sources import Key, Many, Paged, Rows, column, filters, readable
from records.codes import AdminLevel, TrainingKind, TrainingMode, TrainingTopic
from records.trainee import training_session
from schema.division import HERE, place
from schema.node import Node, identifier, masked
from schema.scalars import DivisionCode
from schema.trainee import Training


@strawberry.type(description="A training session with those who attended it.")
class TrainingSession(Node):
    """A training session; `attendance` is empty for those who do not see the staff."""

    rows: ClassVar = Rows(training_session, "trainingSession")

    id: strawberry.ID = identifier("trainingSession")
    kind: TrainingKind = column("kind", FieldClass.STAFF)
    trainer_level: AdminLevel = column("trainer_level", FieldClass.STAFF)
    division: HERE = readable(place("division"), FieldClass.STAFF)
    mode: TrainingMode = column("mode", FieldClass.STAFF)
    topics: list[TrainingTopic] = column("topics", FieldClass.STAFF)
    held_on: date = column("held_on", FieldClass.STAFF)
    attendance: list[Training] = readable(
        Many(lambda row, other: other.c.session_id == row.c.id, lambda other: (other.c.id.asc(),)), FieldClass.STAFF
    )
    masked: list[str] = masked()


@strawberry.input(description="Which training sessions; days are the first and the last.")
class TrainingSessionWhere:
    """Which training sessions."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    kinds: list[TrainingKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.STAFF)
    since: date | None = filters(lambda row, value, _: row.c.held_on >= value, FieldClass.STAFF, name="from", late=True)
    until: date | None = filters(lambda row, value, _: row.c.held_on <= value, FieldClass.STAFF, late=True)


SESSIONS = Paged(None, {None: (Key("held_on", descending=True), Key("id", descending=True))})
