"""Publications of cases, by place and by name, and what is released; cases brought before the levels above."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0022_publications.sql", schema())
    run_file(__file__, "0022_brought_cases.sql", schema())
    for table in ("publication", "brought_case"):
        guard(table)
        by_area(table)
        by_link(table, "case", "case_id")
        grant_usual(table)
    grant_usual("published_case")
