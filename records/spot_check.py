"""Spot checks: which files of a county were drawn and looked at, and what was found of each."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid

from records.codes import FileCheckResult, FileSection
from records.columns import coded, coded_list, division, key, levels, of_child
from records.metadata import PERSONAL, tenant

spot_check = Table(
    "spot_check",
    tenant,
    key(),
    # The county whose files were checked; what was found may speak of persons.
    division(),
    *levels(),
    Column("checked_on", Date, nullable=False),
    # From these the sample can be drawn again: the seed, how many were asked for, out of how many files under care.
    Column("seed", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("population", Integer, nullable=False),
    # The numbers that go up; they stay when a file that was checked is given to another place.
    Column("files", Integer, nullable=False),
    Column("wanting", Integer, nullable=False),
    CheckConstraint("size > 0 AND files > 0 AND wanting BETWEEN 0 AND files", name="counts"),
    Column("findings", Text),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "county", "checked_on"),
    info=PERSONAL,
)

spot_check_file = Table(
    "spot_check_file",
    tenant,
    Column("spot_check_id", Uuid, ForeignKey(spot_check.c.id, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    *of_child(),
    coded("result", FileCheckResult, nullable=False),
    coded_list("lacks", FileSection),
    Column("remark", Text),
    Index(None, "child_id"),
    info=PERSONAL,
)
