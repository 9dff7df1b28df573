"""Activities for children of a place: safety events, talks and lectures, and what children's homes do."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid

from records.codes import ActivityKind, OnlineHarm, SafetyTopic
from records.columns import coded, coded_list, division, key, levels
from records.metadata import PERSONAL, tenant
from records.organisation import organisation

activity = Table(
    "activity",
    tenant,
    key(),
    coded("kind", ActivityKind, nullable=False),
    # Where it was held; what is written of it may speak of persons.
    division(),
    *levels(),
    # The school that lectured, the children's home or the body that held it.
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    Column("held_on", Date, nullable=False),
    coded_list("topics", SafetyTopic),
    coded_list("harms", OnlineHarm),
    Column("children", Integer),
    Column("adults", Integer),
    CheckConstraint("children >= 0 AND adults >= 0", name="counts"),
    Column("description", Text),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("kind <> 'SAFETY_LECTURE' OR organisation_id IS NOT NULL", name="lecture_of_a_school"),
    Index(None, "county", "held_on"),
    Index(None, "organisation_id", "held_on"),
    info=PERSONAL,
)
