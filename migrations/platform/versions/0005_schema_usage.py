"""How often clients use what is deprecated in the schema."""

from migrations.sql import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    run_file(__file__, "0005_schema_usage.sql")
