"""What a visit found, and what its record still lacks."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0003_visit_findings.sql", schema())
    guard("visit_finding")
    by_area("visit_finding")
    by_link("visit_finding", "child", "child_id")
    grant_usual("visit_finding")
