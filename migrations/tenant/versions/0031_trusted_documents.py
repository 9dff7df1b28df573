"""The documents that a tenant trusts, and whether it answers no others."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import READERS, grant

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Create and grant: every process reads them; what was trusted once stays on file."""
    run_file(__file__, "0031_trusted_documents.sql", schema())
    for table in ("trusted_set", "trusted_document"):
        grant(table, "SELECT", *READERS)
    grant("trusted_set", "SELECT, INSERT", "WRITER")
    grant("trusted_document", "SELECT, INSERT, UPDATE", "WRITER")
