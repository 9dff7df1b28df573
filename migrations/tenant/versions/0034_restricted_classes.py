"""Whom a child is listed for hears of a class that changed for readers of restricted categories alone."""

from migrations.tenant.place import schema
from migrations.tenant.policies import policy

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Show it where the child shows: who may read it is the statement's to ask."""
    place = f'"{schema()}"'
    child = f"EXISTS (SELECT FROM {place}.child s WHERE s.id = {place}.event_log.subject)"
    policy("event_log", "link_restricted", "LINK", "SELECT", using=f"subject_kind = 'restricted_child' AND {child}")
