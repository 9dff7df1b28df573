"""The numbers under which organisations' systems filed reports, each once."""

from migrations.sql import run_file
from migrations.tenant.place import schema

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add the column; who may read and write it is told by the rights on its table."""
    run_file(__file__, "0030_report_references.sql", schema())
