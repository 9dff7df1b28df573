"""Indexes that leave out what nobody looks for are found by whoever has a value, though plans are made without it."""

from uuid import UUID

import asyncpg
import pytest

NOBODY = UUID(int=0)
READS = [
    ("ix_child_household_id", "child WHERE household_id = $1"),
    ("ix_child_household_id", "child WHERE household_id = ANY (ARRAY[$1])"),
    ("ix_child_household_id", "child WHERE household_id = $1 OR id = $1"),
    ("ix_child_household_id", "child WHERE household_id = (SELECT c.household_id FROM t_fujian.child c WHERE id = $1)"),
    ("ix_child_household_id", "household h JOIN t_fujian.child c ON c.household_id = h.id WHERE h.id = $1"),
    ("ix_child_school_id", "child WHERE school_id = ANY (ARRAY[$1])"),
    ("ix_visit_visitor_latest", "visit WHERE visitor_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT 50"),
    ("ix_visit_visitor_latest", "trainee t JOIN t_fujian.visit v ON v.visitor_id = t.id WHERE t.id = $1"),
]


@pytest.mark.parametrize(("index", "read"), READS)
async def test_a_value_is_sought_by_its_index(owner: asyncpg.Connection, index: str, read: str) -> None:
    (where,) = await owner.fetch(
        "SELECT indexdef FROM pg_indexes WHERE indexname = $1 AND schemaname = 't_fujian'", index
    )
    assert where["indexdef"].endswith("IS NOT NULL)")
    await owner.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
    await owner.execute(f"PREPARE asked (uuid) AS SELECT 1 FROM t_fujian.{read}")
    plan = "\n".join(row[0] for row in await owner.fetch(f"EXPLAIN EXECUTE asked ('{NOBODY}')"))
    assert index in plan
    assert "Sort" not in plan
