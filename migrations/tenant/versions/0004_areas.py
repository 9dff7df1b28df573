"""What places do: patrols, rounds of screening, visits for another place, agreements between two."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard, here_too

revision = "0004"
down_revision = "0003"

OF_PLACE = ("patrol", "screening_round")
OF_TWO = {"commission": "to_division", "division_of_duties": "other_division"}


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0004_areas.sql", schema())
    for table in (*OF_PLACE, *OF_TWO):
        guard(table)
        by_area(table)
        grant_usual(table)
    for table, other in OF_TWO.items():
        here_too(table, other)
        by_link(table, "child", "child_id")
