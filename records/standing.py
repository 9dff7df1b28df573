"""What is derived of a child and why: classes, categories of difficulty, key reasons; and what officers judged."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    FactSource,
    KeyChildReason,
    StandingState,
)
from records.columns import coded, key, of_child
from records.metadata import PERSONAL, tenant


def _grounds() -> list[Column[object]]:
    """Make the columns that say on what a derived row rests, and since when (the first day, Asia/Shanghai)."""
    return [
        coded("source", FactSource, nullable=False),
        Column("since", Date, nullable=False),
        Column("reasons", ARRAY(Text), nullable=False, server_default=text("'{}'")),
        Column("citation", Text, nullable=False),
        Column("rule_version", Text, nullable=False),
    ]


standing = Table(
    "standing",
    tenant,
    *of_child(),
    coded("class", ChildClass, nullable=False),
    coded("state", StandingState, nullable=False),
    *_grounds(),
    # The layers by whose own definition, taken alone, the class holds: what a province counts (comparison 3.8).
    Column("layers", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # It rests on restricted reasons alone, or did until it ended: the class itself would tell of them (0050).
    Column("restricted", Boolean, nullable=False, server_default=text("false")),
    # A class that has ended may be about to hold again: ENDED stays beside PROSPECTIVE.
    UniqueConstraint("child_id", "class", "state"),
    Index(None, "class", "state", "child_id"),
    info=PERSONAL,
)

difficulty = Table(
    "difficulty",
    tenant,
    *of_child(),
    coded("category", DifficultyCategory, nullable=False),
    coded("state", DifficultyState, nullable=False),
    *_grounds(),
    UniqueConstraint("child_id", "category"),
    Index(None, "category", "state", "child_id"),
    info=PERSONAL,
)

key_reason = Table(
    "key_reason",
    tenant,
    *of_child(),
    coded("reason", KeyChildReason, nullable=False),
    Column("since", Date, nullable=False),
    Column("citation", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    UniqueConstraint("child_id", "reason"),
    Index(None, "reason", "child_id"),
    info=PERSONAL,
)

class_review = Table(
    "class_review",
    tenant,
    key(),
    *of_child(),
    coded("class", ChildClass),
    coded("category", DifficultyCategory),
    CheckConstraint("num_nonnulls(class, category) = 1", name="of_one_thing"),
    Column("holds", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("rule_version", Text, nullable=False),
    Index(None, "child_id", "decided_at"),
    info=PERSONAL,
)
