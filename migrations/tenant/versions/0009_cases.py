"""Cases: seen by place by who oversees, by name by whom they were given to; placements with their child."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, by_area, by_link, grant_usual, guard, listed_for_area, policy

revision = "0009"
down_revision = "0008"

OF_CASE = ("case_report", "case_party", "conference", "conference_decision", "intervention", "court_application")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0009_cases.sql", schema())
    guard("care_case")
    by_area("care_case")
    by_link("care_case", "case", "id")
    listed_for_area("care_case", "case")
    grant_usual("care_case")
    for table in OF_CASE:
        guard(table)
        seen = f'EXISTS (SELECT FROM "{schema()}".care_case c WHERE c.id = "{schema()}".{table}.case_id)'
        for login in READERS:
            policy(table, login.lower(), login, "SELECT", using=seen)
        policy(table, "writer", "WRITER", "ALL", using=seen, check=seen)
        grant_usual(table)
    guard("placement")
    by_area("placement")
    by_link("placement", "child", "child_id")
    grant_usual("placement")
    _links()


def _links() -> None:
    """Let the writer list cases in sight, as it lists children and reports."""
    seen = f"kind = 'case' AND EXISTS (SELECT FROM \"{schema()}\".care_case c WHERE c.id = access_link.object)"
    policy("access_link", "writer_case", "WRITER", "ALL", using=seen, check=seen)
