"""A tenant's first tables, closed by row-level security, with the rights of its three logins."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import NOW, by_area, by_link, by_subject, grant, grant_usual, guard, policy

revision = "0001"
down_revision = None

OF_CHILD = (
    "child_class",
    "child_category",
    "child_health",
    "child_search",
    "guardian",
    "absence",
    "carer",
    "pairing",
    "visit",
    "benefit",
)


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0001_first_tables.sql", schema())
    _children()
    _staff()
    _access()
    _journal()


def _children() -> None:
    for table in ("child", "household", *OF_CHILD):
        guard(table)
        by_area(table)
        grant_usual(table)
    by_link("child", "child", "id")
    for table in OF_CHILD:
        by_link(table, "child", "child_id")
    by_link("household", "household", "id")


def _staff() -> None:
    grant_usual("organisation")
    for table in ("trainee", "training"):
        guard(table)
        by_area(table)
        grant_usual(table)
    by_link("trainee", "trainee", "id")
    by_link("training", "trainee", "trainee_id")


def _access() -> None:
    guard("role_assignment")
    # A role without a place counts for the whole tenant: only a scope of everything holds the division 0.
    by_area("role_assignment", "coalesce(division, 0)")
    by_subject("role_assignment", ("AREA", "LINK", "WRITER"))
    grant_usual("role_assignment")
    # Who was given a child is seen by whoever sees the child; a listed caller sees its own list.
    guard("access_link")
    seen = f"kind = 'child' AND EXISTS (SELECT FROM \"{schema()}\".child c WHERE c.id = access_link.object)"
    policy("access_link", "area", "AREA", "SELECT", using=seen)
    policy("access_link", "writer", "WRITER", "ALL", using=seen, check=seen)
    by_subject("access_link", ("LINK",))
    grant_usual("access_link")


def _journal() -> None:
    guard("audit_event")
    policy("audit_event", "writer", "WRITER", "INSERT", check="true")
    grant("audit_event", "INSERT", "WRITER")
    grant("outbox", "SELECT, INSERT, UPDATE (sequence)", "WRITER")
    # An answer is found again by whoever got it; those that nobody may ask for any more are purged by anybody.
    guard("idempotency_key")
    by_subject("idempotency_key", ("WRITER",), "ALL")
    stale = f"NOT from_client AND at < {NOW} - interval '72 hours'"
    policy("idempotency_key", "stale", "WRITER", "SELECT", using=stale)
    policy("idempotency_key", "purge", "WRITER", "DELETE", using=stale)
    grant("idempotency_key", "SELECT, INSERT, UPDATE, DELETE", "WRITER")
