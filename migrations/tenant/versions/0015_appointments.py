"""Appointments of staff to villages, and their yearly appraisals."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, grant_usual, guard

revision = "0015"
down_revision = "0014"

TABLES = ("appointment", "appraisal")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0015_appointments.sql", schema())
    for table in TABLES:
        guard(table)
        by_area(table)
        grant_usual(table)
