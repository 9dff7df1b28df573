"""Care plans: what is to be done for one child, from a day on and until it is looked at again; none is overwritten."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Table, Text, text

from records.columns import key, levels, of_child, stamps
from records.metadata import PERSONAL, tenant

_COUNTY, _TOWNSHIP = [column for column in levels() if column.name != "prefecture"]

care_plan = Table(
    "care_plan",
    tenant,
    key(),
    *of_child(),
    _COUNTY,
    _TOWNSHIP,
    Column("made_on", Date, nullable=False),
    Column("measures", Text, nullable=False),
    Column("responsible", Text),
    Column("review_on", Date, nullable=False),
    CheckConstraint("review_on > made_on", name="is_reviewed_later"),
    # What the documents of the place say of plans for one child; NULL where they are silent.
    Column("citation", Text),
    Column("made_by", Text, nullable=False),
    *stamps(),
    Index("ix_care_plan_child_latest", "child_id", text("made_on DESC"), text("id DESC")),
    Index("ix_care_plan_county_review", "county", "review_on", "id"),
    Index("ix_care_plan_township_review", "township", "review_on", "id"),
    info=PERSONAL,
)
