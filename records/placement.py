"""Placements: temporary guardianship in one of four forms, from its start to its end, under an agreement where owed."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Table, Text, Uuid, text

from records.case import care_case
from records.codes import AssessmentKind, PlacementKind
from records.columns import coded, coded_list, key, of_child, stamps, version
from records.metadata import PERSONAL, tenant
from records.organisation import organisation

placement = Table(
    "placement",
    tenant,
    key(),
    version(),
    *of_child(),
    Column("case_id", Uuid, ForeignKey(care_case.c.id, ondelete="CASCADE"), nullable=False),
    coded("kind", PlacementKind, nullable=False),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    # The protection institution that had the child and lets the welfare institution rear it.
    Column("entrusted_by_id", Uuid, ForeignKey(organisation.c.id)),
    Column("carer_name", Text),
    CheckConstraint("num_nonnulls(organisation_id, carer_name) = 1", name="with_one"),
    Column("agreement_signed_on", Date),
    Column("agreement_reference", Text),
    Column("plan", Text),
    # What the institution has to assess regularly, by the rules on the first day; they name no interval.
    coded_list("regular_assessments", AssessmentKind),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    Column("end_reason", Text),
    Column("citation", Text),
    Column("rule_version", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index("ix_placement_running", "child_id", unique=True, postgresql_where=text("ends_on IS NULL")),
    Index(None, "child_id", "starts_on"),
    Index(None, "case_id"),
    Index(None, "organisation_id"),
    info=PERSONAL,
)
