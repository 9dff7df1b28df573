"""Statistics: counts of counties for the writer alone, the tables that readers see, releases that never change."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, by_area, grant, grant_usual, guard

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0018_statistics.sql", schema())
    for table in ("stat_count", "stat_table", "stat_frozen"):
        guard(table)
        by_area(table)
    for table in ("stat_table", "stat_county", "stat_cube"):
        grant_usual(table)
    grant("stat_count", "SELECT, INSERT, UPDATE, DELETE", "WRITER")
    for table in ("stat_frozen", "stat_release"):
        grant(table, "SELECT", *READERS)
        grant(table, "SELECT, INSERT", "WRITER")
