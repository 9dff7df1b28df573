"""What a child is entitled to by its class or category, derived from the law of its place."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Table, Text

from records.codes import BenefitKind, ChildClass, DifficultyCategory, DutyBasis
from records.columns import coded, coded_list, of_child
from records.metadata import PERSONAL, tenant

entitlement = Table(
    "entitlement",
    tenant,
    *of_child(),
    coded("class", ChildClass),
    coded("category", DifficultyCategory),
    CheckConstraint("num_nonnulls(class, category) = 1", name="by_one_thing"),
    coded_list("kinds", BenefitKind),
    Column("since", Date, nullable=False),
    coded("basis", DutyBasis, nullable=False),
    Column("citation", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Index(None, "child_id"),
    info=PERSONAL,
)
