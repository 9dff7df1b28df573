"""Daily digests: numbers for one director or supervisor and one day, no names."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import Key, Paged, Rows, column, readable
from records.digest import digest
from schema.division import HERE, place
from schema.node import Node, identifier


@strawberry.type(
    description="The numbers of a day of the viewer's, in the role of the request, as they stood when it was made: own"
    " duties due that day, overdue, and due in the seven days after it (`upcoming`); of a supervisor also the overdue"
    " duties of directors (`overdueBelow`) and reports that wait for an acceptance or for being passed on; what has"
    " climbed to the viewer's places in 24 hours (`escalated`); agreements that end within 30 days."
)
class Digest(Node):
    """A digest of one person, role and day; what shows by name alone is in no number."""

    rows: ClassVar = Rows(digest, "digest", only=lambda row, frame: row.c.role == frame.caller.permit.role.value)

    id: strawberry.ID = identifier("digest")
    day: date = column("day", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    made_at: datetime = column("made_at", FieldClass.BASIC)
    due_today: int = column("due_today", FieldClass.AGGREGATE)
    overdue: int = column("overdue", FieldClass.AGGREGATE)
    upcoming: int = column("upcoming", FieldClass.AGGREGATE)
    overdue_below: int = column("overdue_below", FieldClass.AGGREGATE)
    reports_waiting: int = column("reports_waiting", FieldClass.AGGREGATE)
    escalated: int = column("escalated", FieldClass.AGGREGATE)
    agreements_ending: int = column("agreements_ending", FieldClass.AGGREGATE)


DIGESTS = Paged(None, {None: (Key("day", descending=True), Key("id", descending=True))})
