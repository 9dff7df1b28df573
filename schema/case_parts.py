"""Parts of a case: conferences with their decisions, interventions, applications to the court."""

from datetime import date
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement

from policies.classes import FieldClass
from reads.sources import Many, One, Row, Rows, column, readable
from records.case import conference, conference_decision, court_application, intervention
from records.codes import CourtGround, Department, Intervention, TraineePost
from schema.node import identifier
from schema.organisation import Organisation


def of_case(row: Row, other: Row) -> ColumnElement[bool]:
    """Join what belongs to a case."""
    return other.c.case_id == row.c.id


# Whose these rows are is said where they are asked for: with their case.


@strawberry.type(description="What a conference decided: whose it is, until when, and what came of it.")
class ConferenceDecision:
    """What a conference decided; its owner is an organisation, a department that is not entered here, or a post."""

    rows: ClassVar = Rows(conference_decision, "case", scoped=False)

    id: strawberry.ID = identifier("decision")
    decision: str | None = column("decision", FieldClass.NARRATIVE)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    department: Department | None = column("department", FieldClass.BASIC)
    post: TraineePost | None = column("post", FieldClass.BASIC)
    due_on: date = column("due_on", FieldClass.BASIC)
    done_on: date | None = column("done_on", FieldClass.BASIC)
    outcome: str | None = column("outcome", FieldClass.NARRATIVE)


def _decisions(row: Row, other: Row) -> ColumnElement[bool]:
    return other.c.conference_id == row.c.id


@strawberry.type(description="A conference on a case: who took part and what was decided.")
class Conference:
    """A conference on a case; `plan` is the plan for this one child (一案一策)."""

    rows: ClassVar = Rows(conference, "case", scoped=False)

    held_on: date = column("held_on", FieldClass.BASIC)
    departments: list[Department] = column("departments", FieldClass.BASIC)
    summary: str | None = column("summary", FieldClass.SPECIAL)
    plan: str | None = column("plan", FieldClass.NARRATIVE)
    decisions: list[ConferenceDecision] = readable(
        Many(_decisions, lambda other: (other.c.due_on.asc(), other.c.id.asc())), FieldClass.BASIC
    )


@strawberry.type(description="What was done in a case, when and by which department.")
class InterventionRecord:
    """What was done in a case; `citation` is the local rule that names the measure, null where none does."""

    rows: ClassVar = Rows(intervention, "case", scoped=False)

    kind: Intervention = column("kind", FieldClass.BASIC)
    taken_on: date = column("taken_on", FieldClass.BASIC)
    department: Department | None = column("department", FieldClass.BASIC)
    detail: str | None = column("detail", FieldClass.SPECIAL)
    citation: str | None = column("citation", FieldClass.BASIC)


@strawberry.type(description="An application to the court, made or watched for.")
class CourtApplication:
    """An application to the court; `owedFrom` is the first day on which the rule makes it a duty."""

    rows: ClassVar = Rows(court_application, "case", scoped=False)

    ground: CourtGround = column("ground", FieldClass.BASIC)
    since: date | None = column("since", FieldClass.BASIC)
    owed_from: date | None = column("owed_from", FieldClass.BASIC)
    applied_on: date | None = column("applied_on", FieldClass.BASIC)
    court: str | None = column("court", FieldClass.BASIC)
    reference_number: str | None = column("reference_number", FieldClass.STAFF)
    outcome: str | None = column("outcome", FieldClass.SPECIAL)
    citation: str | None = column("citation", FieldClass.BASIC)
