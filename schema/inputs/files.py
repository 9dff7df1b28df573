"""Inputs about closing a child's file and opening it again."""

from datetime import date

import strawberry

from care.actions.common.own_labels import OF_CLOSING, OF_REOPENING
from records.codes import FileClosing, FileStatus
from schema.inputs.labelled import labelled


@labelled(OF_CLOSING)
@strawberry.input(
    description="To which status a file goes (REVIEW, CLOSED, ARCHIVED), why and from which day on; for a child that"
    " has come of age, what was done for it (`aftercare`)."
)
class CloseChildFileInput:
    """To which status a file goes, why and from which day on."""

    id: strawberry.ID
    version: int
    reason: FileClosing
    status: FileStatus = FileStatus.CLOSED
    on: date | None = strawberry.UNSET
    explanation: str | None = strawberry.UNSET
    aftercare: str | None = strawberry.UNSET
    aftercare_on: date | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_REOPENING)
@strawberry.input(description="Which file is opened again, and why.")
class ReopenChildFileInput:
    """Which file is opened again, and why."""

    id: strawberry.ID
    version: int
    explanation: str
    idempotency_key: str | None = strawberry.UNSET
