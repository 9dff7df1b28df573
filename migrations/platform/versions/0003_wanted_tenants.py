"""Who asked for a tenant, and who is to be its first administrator: and whether the worker has given it its place."""

from migrations.sql import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    run_file(__file__, "0003_wanted_tenants.sql")
