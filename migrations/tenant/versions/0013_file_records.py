"""What is kept of files: their parts, work logs, spot checks and updates of the system of record."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, grant_usual, guard

revision = "0013"
down_revision = "0012"

TABLES = ("work_log_line", "spot_check", "spot_check_file", "system_update")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0013_file_records.sql", schema())
    for table in TABLES:
        guard(table)
        by_area(table)
        grant_usual(table)
