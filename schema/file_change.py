"""The course of a child's file: put under review, closed, archived, opened again, and why."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import Many, Rows, column
from records.codes import FileClosing, FileStatus
from records.file_change import file_change


@strawberry.type(description="A change of a child's file: its new status, from which day on, why and by whom.")
class FileChange:
    """A change of a child's file; `reason` is null where it was opened again, `explanation` says why.

    `aftercare` tells what was done for a child that has come of age, on `aftercareOn`.
    """

    rows: ClassVar = Rows(file_change, "child")

    status: FileStatus = column("status", FieldClass.BASIC)
    effective_on: date = column("effective_on", FieldClass.BASIC, "on")
    reason: FileClosing | None = column("reason", FieldClass.FAMILY)
    explanation: str | None = column("explanation", FieldClass.NARRATIVE)
    aftercare: str | None = column("aftercare", FieldClass.NARRATIVE)
    aftercare_on: date | None = column("aftercare_on", FieldClass.FAMILY)
    decided_by: str = column("decided_by", FieldClass.STAFF)
    decided_at: datetime = column("decided_at", FieldClass.STAFF)
    rule_version: str = column("rule_version", FieldClass.BASIC)


OF_CHILD = Many(lambda row, other: other.c.child_id == row.c.id, lambda other: (other.c.id.asc(),))
