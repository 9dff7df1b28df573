"""Visits and contacts: what was done for a child, when, by whom, and what was found."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from records.codes import DatePrecision, VisitField, VisitMode, VisitOutcome
from records.columns import coded, coded_list, division, key, levels, of_child, version
from records.metadata import PERSONAL, tenant
from records.trainee import trainee

_COUNTY, _TOWNSHIP = [column for column in levels() if column.name != "prefecture"]


def _latest(level: str) -> Index:
    return Index(f"ix_visit_{level}_latest", level, text("occurred_at DESC"), text("id DESC"))


visit = Table(
    "visit",
    tenant,
    key(),
    version(),
    *of_child(),
    _COUNTY,
    _TOWNSHIP,
    division("occurred_division"),
    Column("occasion", Uuid, nullable=False),
    coded("mode", VisitMode, nullable=False),
    coded("outcome", VisitOutcome, nullable=False, default=VisitOutcome.MET),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    coded("precision", DatePrecision, nullable=False, default=DatePrecision.DAY),
    Column("visitor_id", Uuid, ForeignKey(trainee.c.id)),
    Column("recorded_by", Text, nullable=False),
    Column("problems", Text),
    Column("solutions", Text),
    # Problems are open until the day on which they were solved.
    Column("problem_solved_on", Date),
    CheckConstraint("problems IS NOT NULL OR problem_solved_on IS NULL", name="only_a_problem_is_solved"),
    # What the law of the place and day asked of the visit, and its record does not hold.
    coded_list("missing_findings", VisitField),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("corrects", Uuid, ForeignKey("tenant.visit.id")),
    Column("corrected_by", Uuid, ForeignKey("tenant.visit.id", deferrable=True, initially="DEFERRED")),
    CheckConstraint("corrects <> id AND corrected_by <> id", name="corrects_another"),
    Index("ix_visit_child_latest", "child_id", text("occurred_at DESC"), text("id DESC")),
    Index(
        "ix_visit_visitor_latest",
        "visitor_id",
        text("occurred_at DESC"),
        text("id DESC"),
        postgresql_where=text("visitor_id IS NOT NULL"),
    ),
    Index(
        "ix_visit_open_problems",
        "division",
        text("occurred_at DESC"),
        text("id DESC"),
        postgresql_where=text("problems IS NOT NULL AND problem_solved_on IS NULL AND corrected_by IS NULL"),
    ),
    _latest("division"),
    _latest("township"),
    _latest("county"),
    info=PERSONAL,
)
