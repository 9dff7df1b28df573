"""Work reports of child directors."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.rows import here
from reads.sources import Key, Paged, Rows, column, filters, readable
from records.codes import ReportRecipient
from records.work_report import work_report
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode


@strawberry.type(description="What a child director told of the work in the village, and to whom by which rule.")
class WorkReport(Node):
    """A work report; committee and supervisor read it with the rest of the village."""

    rows: ClassVar = Rows(work_report, "workReport")

    id: strawberry.ID = identifier("workReport")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    reported_on: date = column("reported_on", FieldClass.BASIC)
    recipients: list[ReportRecipient] = column("recipients", FieldClass.BASIC)
    content: str | None = column("content", FieldClass.NARRATIVE)
    citation: str | None = column("citation", FieldClass.BASIC)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("workReport", "send")
    masked: list[str] = masked()


@strawberry.input(description="Which work reports.")
class WorkReportWhere:
    """Which work reports."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)


WORK_REPORTS = Paged(None, {None: (Key("reported_on", descending=True), Key("id"))})
