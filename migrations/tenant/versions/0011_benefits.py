"""Benefits and files have a course that nothing overwrites; what a child is entitled to is derived."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard

revision = "0011"
down_revision = "0010"

OF_CHILD = ("entitlement", "file_change")


def upgrade() -> None:
    """Let what is on file stand as granted; create, close and grant."""
    run_file(__file__, "0011_benefits.sql", schema())
    for table in OF_CHILD:
        guard(table)
        by_area(table)
        by_link(table, "child", "child_id")
        grant_usual(table)
