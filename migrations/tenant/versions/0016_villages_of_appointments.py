"""Whoever is appointed to a village is found by the village."""

from migrations.sql import run_file
from migrations.tenant.place import schema

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the index."""
    run_file(__file__, "0016_villages_of_appointments.sql", schema())
