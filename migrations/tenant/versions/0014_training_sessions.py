"""Training sessions: what was held by which level, and whose trainings were part of it."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, grant_usual, guard

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0014_training_sessions.sql", schema())
    guard("training_session")
    by_area("training_session")
    grant_usual("training_session")
