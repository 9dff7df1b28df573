"""Samples of files: the same seed draws the same files again, and nobody can tell beforehand which."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, cast, func, literal, select

from records.child import child
from records.codes import FileStatus

MOST_FILES = 200
UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)


def turn(rows: FromClause, seed: str) -> ColumnElement[Any]:
    """Give the place of a file in the draw: a hash of the seed and the file's key."""
    return func.sha256(func.convert_to(literal(f"{seed}:", Text) + cast(rows.c.id, Text), "UTF8"))


def drawable(rows: FromClause, county: int) -> ColumnElement[bool]:
    """Ask that a file of a county is under care."""
    return and_(rows.c.county == county, rows.c.file_status.in_(UNDER_CARE))


def sample(county: int, seed: str, size: int) -> Select[Any]:
    """Select the keys of the files that a seed draws in a county, in the order in which it draws them."""
    return select(child.c.id).where(drawable(child, county)).order_by(turn(child, seed), child.c.id).limit(size)
