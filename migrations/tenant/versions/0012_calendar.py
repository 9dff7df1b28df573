"""The calendar: what places, departments and schools owe by dates and periods, and what they did for it."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import NOW, SUBJECT, by_area, grant_usual, guard, policy

revision = "0012"
down_revision = "0011"

OF_HOLDER = ("submission", "activity", "hazard_check")
OF_PLACE = (*OF_HOLDER, "work_report")


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0012_calendar.sql", schema())
    for table in OF_PLACE:
        guard(table)
        by_area(table)
        grant_usual(table)
    for table in ("duty", *OF_HOLDER):
        _of_own_organisation(table)
    for table in ("holiday", "special_node"):
        grant_usual(table)


def _of_own_organisation(table: str) -> None:
    """Let a caller without places read what is owed and done by the organisations that it acts for."""
    held = f"a.subject = {SUBJECT} AND a.valid_from <= {NOW} AND a.revoked_at IS NULL"
    lasts = f"(a.until IS NULL OR a.until > {NOW})"
    mine = f'SELECT a.organisation_id FROM "{schema()}".role_assignment a WHERE {held} AND {lasts}'  # noqa: S608
    policy(table, "own_organisation", "LINK", "SELECT", using=f"organisation_id = ANY (ARRAY({mine}))")
