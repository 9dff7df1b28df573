"""The term in force: the one that was set last."""

from sqlalchemy import Select, select

from records.retention import retention_term


def in_force() -> Select[tuple[int | None]]:
    """Ask for its months; no row and no months both mean that nothing is archived by itself."""
    return select(retention_term.c.months).order_by(retention_term.c.id.desc()).limit(1)
