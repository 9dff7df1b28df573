"""Since when a key seals: a new one is known to every process before it is in use."""

from migrations.sql import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    run_file(__file__, "0002_keys_in_use.sql")
