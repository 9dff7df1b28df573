"""A visit writes no index that nothing reads: one goes, three leave out what nobody looks for."""

from alembic import op

from migrations.tenant.place import schema

revision = "0036"
down_revision = "0035"

# Whoever looks for a row by one of these has a value.
PARTIAL = (
    ("visit", "ix_visit_visitor_latest", "visitor_id, occurred_at DESC, id DESC", "visitor_id"),
    ("child", "ix_child_household_id", "household_id", "household_id"),
    ("child", "ix_child_school_id", "school_id", "school_id"),
)


def upgrade() -> None:
    """Drop the occasions, which are counted and never looked up, and make the others anew."""
    own = f'"{schema()}"'
    op.execute(f"DROP INDEX {own}.ix_visit_occasion")
    for table, name, columns, column in PARTIAL:
        op.execute(f"DROP INDEX {own}.{name}")
        op.execute(f"CREATE INDEX {name} ON {own}.{table} ({columns}) WHERE {column} IS NOT NULL")
