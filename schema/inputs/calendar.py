"""Inputs about the calendar: what is handed in, held, checked, and when the schools are closed."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import (
    OF_ACTIVITY,
    OF_HAZARD_CHECK,
    OF_HOLIDAY,
    OF_SPECIAL_NODE,
    OF_SUBMISSION,
    OF_WORK_REPORT,
)
from records.codes import ActivityKind, HazardItem, HolidaySeason, OnlineHarm, SafetyTopic, WaterItem
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_SUBMISSION)
@strawberry.input(description="What was handed in, and when.")
class SubmitInput:
    """What was handed in."""

    submission_id: strawberry.ID
    submitted_at: datetime
    content: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ACTIVITY)
@strawberry.input(
    description="A safety event in a village, a talk, or a school's lecture (then of the school). Topics are asked for"
    " where the rules name them."
)
class RecordSafetyEventInput:
    """A safety event, talk or lecture."""

    client_id: str | None = strawberry.UNSET
    kind: ActivityKind
    division: DivisionCode | None = strawberry.UNSET
    organisation_id: strawberry.ID | None = strawberry.UNSET
    held_on: date
    topics: list[SafetyTopic] | None = strawberry.UNSET
    children: int | None = strawberry.UNSET
    adults: int | None = strawberry.UNSET
    description: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ACTIVITY)
@strawberry.input(description="What was held for children, where or by which organisation, such as a children's home.")
class RecordActivityInput(RecordSafetyEventInput):
    """What was held for children; `harms` are those that an action for their protection on the internet was about."""

    harms: list[OnlineHarm] | None = strawberry.UNSET


@labelled(OF_HAZARD_CHECK)
@strawberry.input(description="A check of an organisation by `items`, or of a water at a place by `waterItems`.")
class RecordHazardCheckInput:
    """A hazard check."""

    client_id: str | None = strawberry.UNSET
    checked_on: date
    organisation_id: strawberry.ID | None = strawberry.UNSET
    division: DivisionCode | None = strawberry.UNSET
    water: str | None = strawberry.UNSET
    items: list[HazardItem] | None = strawberry.UNSET
    wanting: list[HazardItem] | None = strawberry.UNSET
    water_items: list[WaterItem] | None = strawberry.UNSET
    water_wanting: list[WaterItem] | None = strawberry.UNSET
    findings: str | None = strawberry.UNSET
    mended_on: date | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_HAZARD_CHECK)
@strawberry.input(description="Which check's findings were put right, and on which day.")
class MendHazardInput:
    """Which check's findings were put right."""

    hazard_check_id: strawberry.ID
    mended_on: date
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_HOLIDAY)
@strawberry.input(
    description="A winter or summer holiday of a place; `version` when one that ends in its year is on file."
)
class SaveHolidayInput:
    """A holiday of a place."""

    division: DivisionCode
    season: HolidaySeason
    first_on: date
    last_on: date
    version: int | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_WORK_REPORT)
@strawberry.input(description="What a child director tells of the work in a village.")
class SendWorkReportInput:
    """What a child director tells of the work in a village."""

    client_id: str | None = strawberry.UNSET
    division: DivisionCode
    reported_on: date
    content: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_SPECIAL_NODE)
@strawberry.input(description="Days between which visits are raised in a place; `version` with the id of one on file.")
class SaveSpecialNodeInput:
    """A special node of a place."""

    id: strawberry.ID | None = strawberry.UNSET
    version: int | None = strawberry.UNSET
    division: DivisionCode
    name: str
    first_on: date
    last_on: date
    idempotency_key: str | None = strawberry.UNSET
