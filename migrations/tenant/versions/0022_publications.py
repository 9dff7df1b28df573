"""Publications of cases: proposals with their case, by place and by name; what is released, for everybody."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard

revision = "0022"
down_revision = "0024"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0022_publications.sql", schema())
    guard("publication")
    by_area("publication")
    by_link("publication", "case", "case_id")
    grant_usual("publication")
    grant_usual("published_case")
