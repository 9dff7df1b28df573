"""Hazard checks: what was looked at in a school, an institution or at a water on a day, and what was found wanting."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid

from records.codes import HazardItem, WaterItem
from records.columns import coded_list, division, key, levels
from records.metadata import PERSONAL, tenant
from records.organisation import organisation

hazard_check = Table(
    "hazard_check",
    tenant,
    key(),
    # Where it was checked; what is written of it may speak of persons.
    division(),
    *levels(),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    # A water has a name instead of an organisation.
    Column("water", Text),
    CheckConstraint("num_nonnulls(organisation_id, water) = 1", name="of_one_thing"),
    Column("checked_on", Date, nullable=False),
    coded_list("items", HazardItem),
    coded_list("wanting", HazardItem),
    coded_list("water_items", WaterItem),
    coded_list("water_wanting", WaterItem),
    CheckConstraint("wanting <@ items AND water_wanting <@ water_items", name="wanting_was_checked"),
    Column("findings", Text),
    Column("mended_on", Date),
    CheckConstraint("mended_on >= checked_on", name="mended_afterwards"),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "county", "checked_on"),
    Index(None, "organisation_id", "checked_on"),
    info=PERSONAL,
)
