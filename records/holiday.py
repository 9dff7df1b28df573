"""School holidays: when they begin and end in a place and, unless it has its own, in all places below it."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, Table, Text, UniqueConstraint

from records.codes import HolidaySeason
from records.columns import coded, division, key, stamps, version
from records.metadata import impersonal, tenant

holiday = Table(
    "holiday",
    tenant,
    key(),
    version(),
    division(),
    coded("season", HolidaySeason, nullable=False),
    # The calendar year in which it ends.
    Column("year", Integer, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("saved_by", Text, nullable=False),
    *stamps(),
    CheckConstraint("first_on <= last_on", name="in_order"),
    UniqueConstraint("division", "season", "year"),
    info=impersonal("dates of school holidays"),
)
