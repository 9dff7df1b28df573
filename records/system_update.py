"""System updates: when a county took what had changed into the system of record, and the receipt for it."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text

from records.codes import ExternalSystem
from records.columns import coded, division, key, levels
from records.metadata import PERSONAL, tenant

system_update = Table(
    "system_update",
    tenant,
    key(),
    # The county whose children were entered.
    division(),
    *levels(),
    coded("system", ExternalSystem, nullable=False),
    Column("updated_on", Date, nullable=False),
    # The moment of the workbook that was entered: what changed afterwards belongs to the next one.
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("children", Integer),
    CheckConstraint("children >= 0", name="children"),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "county", "system", "taken_at"),
    info=PERSONAL,
)
