"""Free lines of the work log."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import One, Rows, column, readable
from records.work_log import work_log_line
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.trainee import Trainee
from schema.visit import CHILD


@strawberry.type(description="A free line of the work log: what was done and stands in no other record.")
class WorkLogLine(Node):
    """A free line of the work log."""

    rows: ClassVar = Rows(work_log_line, "workLog")

    id: strawberry.ID = identifier("workLog")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    done_on: date = column("done_on", FieldClass.BASIC)
    text: str | None = column("text", FieldClass.NARRATIVE)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    trainee: Trainee | None = readable(One(lambda row, other: row.c.trainee_id == other.c.id), FieldClass.STAFF)
    recorded_by: str = column("recorded_by", FieldClass.STAFF)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("workLog", "add")
    masked: list[str] = masked()
