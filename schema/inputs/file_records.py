"""Inputs about the records that are kept of files and of the work itself."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import OF_CHECKED_FILE, OF_SPOT_CHECK, OF_SYSTEM_UPDATE, OF_WORK_LOG
from records.codes import ExternalSystem, FileCheckResult, FileSection
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_WORK_LOG)
@strawberry.input(description="A free line of the work log; with a child it is a line of that child's village.")
class AddWorkLogLineInput:
    """A free line of the work log."""

    client_id: str | None = strawberry.UNSET
    division: DivisionCode
    done_on: date
    text: str
    child_id: strawberry.ID | None = strawberry.UNSET
    trainee_id: strawberry.ID | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CHECKED_FILE)
@strawberry.input(
    description="What was found of one file; a file that is wanting says what it lacks, or a remark does."
)
class CheckedFileInput:
    """What was found of one file."""

    child_id: strawberry.ID
    result: FileCheckResult
    lacks: list[FileSection] | None = strawberry.UNSET
    remark: str | None = strawberry.UNSET


@labelled(OF_SPOT_CHECK)
@strawberry.input(
    description="A spot check of a county's files: the seed and size that drew them (`spotCheckSample`), and the result"
    " of each."
)
class RecordSpotCheckInput:
    """A spot check of a county's files."""

    client_id: str | None = strawberry.UNSET
    division: DivisionCode
    seed: str
    size: int
    checked_on: date
    files: list[CheckedFileInput]
    findings: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_SYSTEM_UPDATE)
@strawberry.input(
    description="An update of the system of record with its receipt; `takenAt` is the moment of the workbook that was"
    " entered. The system may be left out where the rules name one alone."
)
class RecordSystemUpdateInput:
    """An update of the system of record with its receipt."""

    client_id: str | None = strawberry.UNSET
    division: DivisionCode
    system: ExternalSystem | None = strawberry.UNSET
    updated_on: date
    taken_at: datetime
    receipt: str
    children: int | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
