"""A tenant's own policies: sets that are only ever added, and the lines of each."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, grant

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create and grant: every process reads them, and nobody changes one that was in force."""
    run_file(__file__, "0019_policies.sql", schema())
    for table in ("policy_set", "casbin_rule"):
        grant(table, "SELECT", *READERS)
        grant(table, "SELECT, INSERT", "WRITER")
