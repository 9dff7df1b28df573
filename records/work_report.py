"""Work reports: what a child director tells of the work in the village, and to whom."""

from sqlalchemy import Column, Date, DateTime, Index, Table, Text

from records.codes import ReportRecipient
from records.columns import coded_list, division, key, levels
from records.metadata import PERSONAL, tenant

work_report = Table(
    "work_report",
    tenant,
    key(),
    # The village that is reported on; what is written may speak of persons.
    division(),
    *levels(),
    Column("reported_on", Date, nullable=False),
    coded_list("recipients", ReportRecipient),
    Column("content", Text, nullable=False),
    Column("citation", Text),
    Column("rule_version", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "division", "reported_on"),
    Index(None, "township", "reported_on"),
    info=PERSONAL,
)
