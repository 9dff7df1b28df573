"""Access: who acts in which role and where, and which single rows somebody may see by name."""

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import Role
from records.columns import coded, division, key, single, version
from records.metadata import PERSONAL, impersonal, tenant
from records.organisation import organisation

role_assignment = Table(
    "role_assignment",
    tenant,
    key(),
    version(),
    Column("subject", Text, nullable=False),
    Column("name", Text),
    coded("role", Role, nullable=False),
    division(nullable=True),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("granted_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Index(None, "subject", "role"),
    Index(None, "division", "role"),
    info=PERSONAL,
)

# One row, which triggers write: another in the transaction of each change of what somebody holds, or of the policies.
access_version = Table(
    "access_version",
    tenant,
    single(),
    Column("version", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    info=impersonal("a mark"),
)

access_link = Table(
    "access_link",
    tenant,
    Column("subject", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("object", Uuid, primary_key=True),
    # Why the row is listed, so that each reason ends for itself: a referral, a pairing; empty for the oldest kinds.
    Column("ground", Text, primary_key=True, server_default=text("''")),
    Column("classes", ARRAY(Text), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Index(None, "kind", "object"),
    Index(None, "ground"),
    info=PERSONAL,
)
