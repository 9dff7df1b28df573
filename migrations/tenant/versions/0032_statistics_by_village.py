"""Statistics counted by village: what each looked like, and the cells that counties are added up from."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import SCOPE, grant, guard, policy

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Create, close and grant; every village is counted anew."""
    run_file(__file__, "0032_statistics_by_village.sql", schema())
    inside = f"coalesce(division <@ {SCOPE}, false)"
    guard("stat_cell")
    policy("stat_cell", "writer", "WRITER", "ALL", using=inside, check=inside)
    for table in ("stat_cell", "stat_village"):
        grant(table, "SELECT, INSERT, UPDATE, DELETE", "WRITER")
