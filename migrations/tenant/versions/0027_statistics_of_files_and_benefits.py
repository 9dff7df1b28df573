"""Statistics of files and benefits, facts as they are told openly, and the least count that a tenant lets show."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, grant

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Create, grant, and part what is kept of earlier months."""
    run_file(__file__, "0027_statistics_of_files_and_benefits.sql", schema())
    grant("stat_minimum", "SELECT", *READERS)
    grant("stat_minimum", "SELECT, INSERT", "WRITER")
