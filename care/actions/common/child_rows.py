"""Rows of and beside a child that follow from what was done."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, update
from sqlalchemy.dialects.postgresql import ARRAY

from care.duties.search_keys import search_keys
from records.child import child
from tenants.fixed import Fixed
from tenants.work import Work

_TOUCHED = Fixed(update(child).where(child.c.id == any_(bindparam("keys", type_=ARRAY(Uuid)))), "updated_at")


def search_rows(key: UUID, division: int, name: str) -> list[dict[str, Any]]:
    """Give the rows of `child_search`: every key that the name is found by."""
    return [{"child_id": key, "division": division, "key": found} for found in sorted(search_keys(name))]


async def touch(work: Work, *keys: UUID) -> None:
    """Mark children as updated when something that shows on them changed beside their own row.

    The version stays: it guards the child's own facts, which nobody changed.
    """
    await work.run(_TOUCHED, keys=list(keys), updated_at=work.now)
