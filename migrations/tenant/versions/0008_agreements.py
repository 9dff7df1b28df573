"""Entrusted care: what was agreed, and the steps taken where a carer is unfit."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard

revision = "0008"
down_revision = "0007"

OF_CHILD = ("agreement", "carer_problem", "carer_step")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0008_agreements.sql", schema())
    for table in OF_CHILD:
        guard(table)
        by_area(table)
        by_link(table, "child", "child_id")
        grant_usual(table)
