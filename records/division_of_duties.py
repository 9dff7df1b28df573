"""Divisions of duties: what the counties of residence and of hukou agreed on who does what for a child."""

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Table, Text, text

from records.columns import division, key, of_child
from records.metadata import PERSONAL, tenant

division_of_duties = Table(
    "division_of_duties",
    tenant,
    key(),
    *of_child(),
    # The two counties; the child's own place may change afterwards.
    division("residence"),
    division("other_division"),
    # As it was at the agreement: the other county does not see the file.
    Column("child_name", Text, nullable=False),
    Column("agreed_on", Date, nullable=False),
    Column("terms", Text, nullable=False),
    Column("citation", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    # Its child's file is in the archive: the other place does not see the child, and so not its status.
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    Index(None, "child_id", "agreed_on"),
    Index(None, "division", "id"),
    Index(None, "other_division", "id"),
    info=PERSONAL,
)
