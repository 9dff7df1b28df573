"""Webhooks: endpoints, the keys that sign for them, and what became of each event on its way."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import NOW, READERS, SCOPE, SUBJECT, by_subject, grant, grant_usual, guard, policy

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0028_webhooks.sql", schema())
    place = f'"{schema()}"'
    offices = (
        f"ARRAY(SELECT a.organisation_id FROM {place}.role_assignment a WHERE a.subject = {SUBJECT}"  # noqa: S608 (own names)
        f" AND a.role = 'INTEGRATOR' AND a.valid_from <= {NOW} AND (a.until IS NULL OR a.until > {NOW})"
        f" AND (a.revoked_at IS NULL OR a.revoked_at > {NOW}))"
    )
    guard("webhook")
    policy("webhook", "area", "AREA", "SELECT", using=f"coalesce(division <@ {SCOPE}, false)")
    by_subject("webhook", READERS)
    for login in READERS:
        policy("webhook", f"office_{login.lower()}", login, "SELECT", using=f"organisation_id = ANY ({offices})")
    # Whoever delivers serves all of them; who else writes is told apart by the account, which may have no place.
    policy("webhook", "writer", "WRITER", "ALL", using="true", check="true")
    grant_usual("webhook")
    # What hangs on an endpoint shows where the endpoint itself does, by its own policies.
    its = f"webhook_id = ANY (ARRAY(SELECT w.id FROM {place}.webhook w))"  # noqa: S608 (names of our own)
    for table in ("webhook_key", "webhook_delivery", "webhook_attempt"):
        guard(table)
        for login in READERS:
            policy(table, f"its_{login.lower()}", login, "SELECT", using=its)
        policy(table, "writer", "WRITER", "ALL", using="true", check="true")
        grant(table, "SELECT, INSERT, UPDATE, DELETE", "WRITER")
    # No login that reads reaches a secret, sealed as it is.
    grant("webhook_key", "SELECT (id, webhook_id, kind, public, created_at, ends_at)", *READERS)
    for table in ("webhook_delivery", "webhook_attempt"):
        grant(table, "SELECT", *READERS)
