"""Two orders of children: the catching up takes neighbours together, and prefectures list no children."""

from alembic import op

from migrations.tenant.place import schema

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Order the watermark by place, and drop orders that every change wrote and nobody read."""
    own = f'"{schema()}"'
    op.execute(f"DROP INDEX {own}.ix_child_changes_on")
    op.execute(f"CREATE INDEX ix_child_changes_on ON {own}.child (changes_on, division, id)")
    for order in ("due", "priority", "name", "updated"):
        op.execute(f"DROP INDEX {own}.ix_child_prefecture_{order}")
