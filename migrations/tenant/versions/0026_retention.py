"""Terms of keeping, legal holds, erasures with their proof, and reasons of the trail that can go without a trace."""

from alembic import op

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import (
    NOW,
    READERS,
    SCOPE,
    SUBJECT,
    by_area,
    grant,
    grant_usual,
    guard,
    policy,
)

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Create, close and grant; schools see no pupil whose file is archived."""
    run_file(__file__, "0026_retention.sql", schema())
    for table in ("legal_hold", "erasure"):
        guard(table)
        by_area(table)
        grant_usual(table)
    # A term is followed by another, never changed.
    grant("retention_term", "SELECT", *READERS)
    grant("retention_term", "SELECT, INSERT", "WRITER")
    _reasons()
    _pupils()


def _reasons() -> None:
    """Let everybody who writes the trail add a reason; only what has the whole tenant open takes reasons away."""
    guard("audit_reason")
    policy("audit_reason", "written", "WRITER", "INSERT", check="true")
    whole = f"coalesce({SCOPE} @> '{{[110000000000,900000000000)}}'::int8multirange, false)"
    for command in ("SELECT", "DELETE"):
        policy("audit_reason", f"erased_{command.lower()}", "WRITER", command, using=whole)
    grant("audit_reason", "SELECT, INSERT, DELETE", "WRITER")
    # Answers given to anybody name the rows that go.
    for command, check in (("SELECT", None), ("UPDATE", whole)):
        policy("idempotency_key", f"erased_{command.lower()}", "WRITER", command, using=whole, check=check)


def _pupils() -> None:
    held = (
        f"a.subject = {SUBJECT} AND a.role = 'SCHOOL' AND a.valid_from <= {NOW}"
        f" AND (a.until IS NULL OR a.until > {NOW}) AND (a.revoked_at IS NULL OR a.revoked_at > {NOW})"
    )
    schools = f'ARRAY(SELECT a.organisation_id FROM "{schema()}".role_assignment a WHERE {held})'  # noqa: S608 (own names)
    op.execute(f'DROP POLICY pupil ON "{schema()}".child')
    using = f"school_id = ANY ({schools}) AND file_status <> 'ARCHIVED'"
    policy("child", "pupil", "LINK", "SELECT", using=using)
