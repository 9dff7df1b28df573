"""A class that has ended may be about to hold again: a child has one row for each state of a class."""

from alembic import op

from migrations.tenant.place import schema

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Let a class stand in several states."""
    table = f'"{schema()}".standing'
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT uq_standing_child_id_class")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT uq_standing_child_id_class_state UNIQUE (child_id, class, state)")
