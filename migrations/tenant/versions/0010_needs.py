"""Needs, the services that met them, care plans; pairings with an end; each reason for a listing stands for itself."""

from alembic import op

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import by_area, by_link, grant_usual, guard, policy

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0010_needs.sql", schema())
    for table in ("need", "service_record", "care_plan"):
        guard(table)
        by_area(table)
        grant_usual(table)
    by_link("need", "need", "id")
    by_link("service_record", "need", "need_id")
    by_link("care_plan", "child", "child_id")
    _grounds()
    _pairings_end()
    _problems_are_solved()


def _grounds() -> None:
    """List a row once for each reason, and let the writer list needs in sight."""
    table = f'"{schema()}".access_link'
    op.execute(f"ALTER TABLE {table} ADD COLUMN ground TEXT DEFAULT '' NOT NULL")
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT pk_access_link")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_access_link PRIMARY KEY (subject, kind, object, ground)")
    seen = f"kind = 'need' AND EXISTS (SELECT FROM \"{schema()}\".need n WHERE n.id = access_link.object)"
    policy("access_link", "writer_need", "WRITER", "ALL", using=seen, check=seen)


def _pairings_end() -> None:
    table = f'"{schema()}".pairing'
    op.execute(f"ALTER TABLE {table} ADD COLUMN subject TEXT, ADD COLUMN until TIMESTAMP WITH TIME ZONE")
    ends = "CHECK (subject IS NULL OR until IS NOT NULL)"
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_pairing_access_ends {ends}")


def _problems_are_solved() -> None:
    table = f'"{schema()}".visit'
    op.execute(f"ALTER TABLE {table} ADD COLUMN problem_solved_on DATE")
    solved = "CHECK (problems IS NOT NULL OR problem_solved_on IS NULL)"
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_visit_only_a_problem_is_solved {solved}")
    op.execute(
        f"CREATE INDEX ix_visit_open_problems ON {table} (division, occurred_at DESC, id DESC)"
        " WHERE problems IS NOT NULL AND problem_solved_on IS NULL AND corrected_by IS NULL"
    )
