"""Patrols: what a township looked at in its villages, and when."""

from sqlalchemy import Column, Date, DateTime, Index, Table, Text

from records.codes import PatrolTopic
from records.columns import coded_list, division, key
from records.metadata import PERSONAL, tenant

patrol = Table(
    "patrol",
    tenant,
    key(),
    # The township that was patrolled; what was found may speak of persons.
    division(),
    Column("patrolled_on", Date, nullable=False),
    coded_list("topics", PatrolTopic),
    Column("findings", Text),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "division", "patrolled_on"),
    info=PERSONAL,
)
