"""The platform's first tables: divisions, tenants with logins, keys and migrations, operators."""

from migrations.sql import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    run_file(__file__, "0001_first_tables.sql")
