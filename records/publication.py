"""Publications of cases: a text without identifiers, proposed, approved by a second person, released.

What everybody of the tenant reads lies in a table of its own, which says of no child, case or place.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    Uuid,
)

from records.codes import PublicationStage
from records.columns import coded, division, key, stamps, version
from records.metadata import PERSONAL, impersonal, tenant

publication = Table(
    "publication",
    tenant,
    key(),
    version(),
    Column("case_id", Uuid, nullable=False),
    # Where the case is overseen, which it follows.
    division(),
    ForeignKeyConstraint(
        ["case_id", "division"],
        ["tenant.care_case.id", "tenant.care_case.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    ),
    coded("stage", PublicationStage, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("citation", Text),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", Text),
    Column("approved_at", DateTime(timezone=True)),
    # Why it was returned or withdrawn.
    Column("note", Text),
    Column("released_at", DateTime(timezone=True)),
    *stamps(),
    CheckConstraint("num_nonnulls(approved_by, approved_at) IN (0, 2)", name="approved_whole"),
    CheckConstraint("approved_by <> proposed_by", name="approved_by_another"),
    CheckConstraint("stage NOT IN ('APPROVED', 'RELEASED') OR approved_by IS NOT NULL", name="approved_first"),
    CheckConstraint("stage <> 'RELEASED' OR released_at IS NOT NULL", name="released_whole"),
    Index(None, "case_id"),
    Index(None, "division", "id"),
    info=PERSONAL,
)

published_case = Table(
    "published_case",
    tenant,
    Column("id", Uuid, ForeignKey(publication.c.id, ondelete="CASCADE"), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("released_on", Date, nullable=False),
    info=impersonal("texts that were checked for identifiers and approved for everybody"),
)
