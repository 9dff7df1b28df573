"""The queue of jobs, by pgqueuer's own text (1.6.0, schema `jobs`), and when a tenant's round of the clock last ended.

Owned by the migration role; the platform's login alone reaches it (`tenants.upgrade`), a tenant's logins do not.
"""

import re
from pathlib import Path

from alembic import op

from migrations.sql import run

revision = "0004"
down_revision = "0003"

ROUNDS = """
CREATE TABLE platform.job_rounds (
    tenant text NOT NULL,
    entry text NOT NULL,
    finished_at timestamptz NOT NULL,
    CONSTRAINT pk_job_rounds PRIMARY KEY (tenant, entry),
    CONSTRAINT fk_job_rounds_tenant FOREIGN KEY (tenant) REFERENCES platform.tenants (code)
)
"""


def upgrade() -> None:
    """Create them."""
    text = Path(__file__).with_name("0004_jobs.sql").read_text(encoding="utf-8")
    # A function's body holds semicolons, too: a statement ends where the next one begins.
    for statement in re.split(r";\n\n(?=CREATE )", text):
        run(statement)
    op.execute(ROUNDS)
