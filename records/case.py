"""Cases: what is done for one child after a report or without one, who takes part, and how far it has come."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.child import child
from records.codes import CourtGround, Department, Intervention, LoopStage, TraineePost
from records.columns import coded, coded_list, division, key, levels, stamps, version
from records.metadata import PERSONAL, tenant
from records.organisation import organisation
from records.report import report

care_case = Table(
    "care_case",
    tenant,
    key(),
    version(),
    Column("child_id", Uuid, ForeignKey(child.c.id, ondelete="CASCADE"), nullable=False),
    # Where it is overseen: the child's village, or above it where a report's overseer is implicated.
    division(),
    *levels(),
    coded("stage", LoopStage, nullable=False),
    Column("summary", Text),
    # Organisations and trainees who are part of what was reported: no case is shown to them.
    Column("implicated", ARRAY(Uuid), nullable=False, server_default=text("'{}'")),
    Column("opened_on", Date, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("outcome", Text),
    *stamps(),
    UniqueConstraint("id", "division"),
    Index(None, "child_id"),
    Index(None, "division", "id"),
    Index(None, "township", "id"),
    Index(None, "county", "id"),
    info=PERSONAL,
)


def of_case() -> Column[object]:
    """Make the reference to a case."""
    return Column("case_id", Uuid, ForeignKey(care_case.c.id, ondelete="CASCADE"), nullable=False)


case_report = Table(
    "case_report",
    tenant,
    Column("case_id", Uuid, ForeignKey(care_case.c.id, ondelete="CASCADE"), primary_key=True),
    Column("report_id", Uuid, ForeignKey(report.c.id, ondelete="CASCADE"), primary_key=True),
    Index(None, "report_id"),
    info=PERSONAL,
)

# To which organisations a case was given: whoever acts for one of them reads it.
case_party = Table(
    "case_party",
    tenant,
    Column("case_id", Uuid, ForeignKey(care_case.c.id, ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id), primary_key=True),
    Index(None, "organisation_id"),
    info=PERSONAL,
)

conference = Table(
    "conference",
    tenant,
    key(),
    of_case(),
    Column("held_on", Date, nullable=False),
    coded_list("departments", Department),
    Column("summary", Text),
    Column("plan", Text),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index(None, "case_id", "held_on"),
    info=PERSONAL,
)

conference_decision = Table(
    "conference_decision",
    tenant,
    key(),
    of_case(),
    Column("conference_id", Uuid, ForeignKey(conference.c.id, ondelete="CASCADE"), nullable=False),
    Column("decision", Text, nullable=False),
    # Whose it is: an office, or a department without one on this platform, or whoever holds a post.
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    coded("department", Department),
    coded("post", TraineePost),
    CheckConstraint("num_nonnulls(coalesce(organisation_id::text, department), post) = 1", name="one_owner"),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Column("outcome", Text),
    *stamps(),
    Index(None, "conference_id"),
    Index(None, "case_id"),
    Index(None, "organisation_id"),
    info=PERSONAL,
)

intervention = Table(
    "intervention",
    tenant,
    key(),
    of_case(),
    coded("kind", Intervention, nullable=False),
    Column("taken_on", Date, nullable=False),
    coded("department", Department),
    Column("detail", Text),
    Column("citation", Text),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index(None, "case_id", "taken_on"),
    info=PERSONAL,
)

court_application = Table(
    "court_application",
    tenant,
    key(),
    of_case(),
    coded("ground", CourtGround, nullable=False),
    # Since when parents are not found, or the guardian refuses; the rule counts from here.
    Column("since", Date),
    Column("owed_from", Date),
    Column("applied_on", Date),
    Column("court", Text),
    Column("reference_number", Text),
    Column("outcome", Text),
    Column("citation", Text),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    CheckConstraint("(ground = 'OTHER') = (since IS NULL)", name="counted_from"),
    CheckConstraint("ground <> 'OTHER' OR applied_on IS NOT NULL", name="other_is_made"),
    Index(None, "case_id"),
    info=PERSONAL,
)
