"""Statistics: what was counted of each county, the tables that readers see, and the releases that never change."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, Integer, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from records.codes import StatisticsBasis
from records.columns import coded, division
from records.metadata import PERSONAL, impersonal, tenant


def _cube() -> list[Column[Any]]:
    """Make the columns that name one cube: what was counted, on which basis, in which month (its first day)."""
    basis = coded("basis", StatisticsBasis, nullable=False)
    basis.primary_key = True
    return [Column("fact", Text, primary_key=True), basis, Column("month", Date, primary_key=True)]


def _table() -> list[Column[Any]]:
    """Make the columns of one table of one place: by which dimensions, and its cells; null is suppressed."""
    return [
        # The dimensions of the table, joined by a bar; empty for the total.
        Column("names", Text(collation="C"), primary_key=True),
        Column("level", SmallInteger, primary_key=True),
        Column("parent", BigInteger, nullable=False, info={"division": True}),
        Column("shown", JSONB, nullable=False),
    ]


def _place() -> Column[Any]:
    place = division()
    place.primary_key, place.autoincrement = True, False
    return place


def _least() -> Column[Any]:
    """Make the column of the least count that shows; platform default 5."""
    return Column("least", SmallInteger, nullable=False, server_default=text("5"))


# Every cell as it was counted, the small ones too: no reading login reaches this table.
stat_count = Table(
    "stat_count",
    tenant,
    *_cube(),
    _place(),
    Column("prefecture", BigInteger, nullable=False, info={"division": True}),
    Column("counts", JSONB, nullable=False),
    info=PERSONAL,
)

stat_table = Table(
    "stat_table",
    tenant,
    *_cube(),
    *_table(),
    _place(),
    Index("ix_stat_table_below", "fact", "basis", "month", "names", "parent", "level"),
    info=PERSONAL,
)

stat_frozen = Table(
    "stat_frozen",
    tenant,
    Column("release", Integer, primary_key=True, autoincrement=False),
    *_cube(),
    *_table(),
    _place(),
    Index("ix_stat_frozen_below", "release", "fact", "basis", "month", "names", "parent", "level"),
    info=PERSONAL,
)

# How many rows of a village are alike in everything that is counted, this month and in the one before: what counties
# are added up from. No reading login reaches it.
stat_cell = Table(
    "stat_cell",
    tenant,
    *_cube(),
    _place(),
    Column("cells", JSONB, nullable=False),
    Index("ix_stat_cell_division", "division", "fact"),
    info=PERSONAL,
)

# When each village was counted, and a digest of what its rows looked like last: another look means another count.
stat_village = Table(
    "stat_village",
    tenant,
    _place(),
    # Null where the last row is gone.
    Column("looks", Text),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("counted_on", Date),
    Column("stale", Boolean, nullable=False),
    Index("ix_stat_village_stale", "division", postgresql_where=text("stale")),
    info=impersonal("when places were counted"),
)

stat_cube = Table(
    "stat_cube",
    tenant,
    *_cube(),
    # The last moment at which every county was known to be counted.
    Column("as_at", DateTime(timezone=True), nullable=False),
    # A county was counted anew since the tables were made up.
    Column("stale", Boolean, nullable=False),
    Column("rule_version", Text, nullable=False),
    _least(),
    info=impersonal("when tables were made up"),
)

stat_release = Table(
    "stat_release",
    tenant,
    Column("release", Integer, primary_key=True, autoincrement=False),
    *_cube(),
    Column("as_at", DateTime(timezone=True), nullable=False),
    Column("rule_version", Text, nullable=False),
    _least(),
    Column("frozen_at", DateTime(timezone=True), nullable=False),
    Column("frozen_by", Text, nullable=False),
    info=impersonal("numbers of releases"),
)

# The minimums that a tenant has set, the last one in force.
stat_minimum = Table(
    "stat_minimum",
    tenant,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _least(),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    info=impersonal("the least counts that show"),
)
