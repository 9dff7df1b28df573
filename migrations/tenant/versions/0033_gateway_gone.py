"""When a gateway said that it is gone; which deliveries and messages were given up, found by when they were."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, grant

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add and grant."""
    run_file(__file__, "0033_gateway_gone.sql", schema())
    grant("message_gateway", "SELECT (gone_at)", *READERS)
