"""What is derived of a child and owed to it, and the law that it is derived by."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard

revision = "0002"
down_revision = "0001"

OF_CHILD = ("standing", "difficulty", "key_reason", "class_review", "assessment", "duty", "guardian_disability")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0002_duties.sql", schema())
    for table in OF_CHILD:
        guard(table)
        by_area(table)
        by_link(table, "child", "child_id")
        grant_usual(table)
    grant_usual("applied_rulebook")
    grant_usual("rederivation")
