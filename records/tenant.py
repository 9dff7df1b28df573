"""What the platform knows of its tenants: registry, logins, keys, migrations, operators."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from records.codes import TenantStatus
from records.columns import coded, division, key
from records.metadata import impersonal, platform

NO_PERSONS = impersonal("the platform's own records")

tenant = Table(
    "tenants",
    platform,
    key(),
    Column("code", Text, nullable=False, unique=True),
    CheckConstraint("code ~ '^[a-z][a-z0-9_-]{1,30}$' AND code <> 'platform'", name="code"),
    Column("name", Text, nullable=False),
    division(),
    coded("status", TenantStatus, nullable=False, default=TenantStatus.DRAFT),
    Column("schema_name", Text, nullable=False, unique=True),
    # Of a tenant that was asked for through the API: the operator, the first administrator, and when all was done.
    Column("wanted_by", Text),
    Column("first_admin", Text),
    Column("open_since", DateTime(timezone=True)),
    CheckConstraint("first_admin IS NULL OR wanted_by IS NOT NULL", name="first_admin"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    info=NO_PERSONS,
)

tenant_login = Table(
    "tenant_logins",
    platform,
    Column("tenant_id", Uuid, ForeignKey(tenant.c.id), primary_key=True),
    Column("login", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", LargeBinary, nullable=False),
    info=NO_PERSONS,
)

tenant_key = Table(
    "tenant_keys",
    platform,
    Column("tenant_id", Uuid, ForeignKey(tenant.c.id), primary_key=True),
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("purpose", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("retired_at", DateTime(timezone=True)),
    # Empty for a key that is only known yet: every process has to know it before anything is sealed with it.
    Column("in_use_since", DateTime(timezone=True), server_default=text("now()")),
    info=NO_PERSONS,
)

tenant_migration = Table(
    "tenant_migrations",
    platform,
    key(),
    Column("tenant_id", Uuid, ForeignKey(tenant.c.id), nullable=False),
    Column("revision", Text),
    Column("outcome", Text, nullable=False),
    Column("message", Text),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Index(None, "tenant_id", "started_at"),
    info=NO_PERSONS,
)

operator = Table(
    "operators",
    platform,
    Column("subject", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    info=NO_PERSONS,
)
