"""Benefits have a course: a newer row takes an older one's place, and nothing is overwritten."""

from migrations.sql import run_file
from migrations.tenant.place import schema

revision = "0011"
down_revision = "0006"


def upgrade() -> None:
    """Let what is on file stand as granted, and close the children's benefits no further than they are."""
    run_file(__file__, "0011_benefits.sql", schema())
