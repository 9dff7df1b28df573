"""The world that is judged: children of Fujian with all that hangs on them, lists and grants, and its rows."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import asyncpg

from care.actions.catch_up import catch_up_all
from care.actions.import_ledger import ImportLedger, import_ledger
from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from policies.classes import FieldClass
from records.ids import uuid7
from tenants.house import House
from tests.access.asking import SEED, SUBJECTS, VILLAGES
from tests.access.oracle import CASE, CHILD, GUARDIAN, NEED, REPORT, TRAINEE, VISIT, World
from tests.support.desks import ADMIN
from tests.support.places import NOW

TABLES = {
    **{kind: kind for kind in (CHILD, GUARDIAN, VISIT, NEED, REPORT, TRAINEE, "duty", "standing", "difficulty")},
    CASE: "care_case",
}
# Of every second child a report, of every third a case: told of by list alone to most who see the child, if at all.
REPORTED = """
INSERT INTO t_fujian.report (id, division, prefecture, occurred_division, circumstance, also, urgency, discovered_at,
    narrative, stage, feedback, outcome, external_reference, rule_version, created_at, updated_at)
SELECT gen_random_uuid(), division, prefecture, division,
    (ARRAY['ABUSE', 'SEXUAL_ASSAULT', 'CHILD_LIVING_ALONE', 'ABUSE'])[1 + n / 2 % 4],
    CASE n % 8 WHEN 0 THEN ARRAY['SEXUAL_ASSAULT'] ELSE '{}' END, 'PROMPT',
    $1::timestamptz - n * interval '1 day', '经过' || n,
    'SENT', '已答复' || n, '已处理' || n, '编号' || n, 'made up', $1, $1
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM t_fujian.child) c WHERE n % 2 = 0
"""
OPENED = """
INSERT INTO t_fujian.care_case (id, child_id, division, prefecture, stage, summary, opened_on, opened_at, opened_by,
    outcome, created_at, updated_at)
SELECT gen_random_uuid(), id, division, prefecture, 'ASSESSMENT_AID', '情况' || n, $1::timestamptz::date, $1,
    'somebody', '结果' || n, $1, $1
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM t_fujian.child) c WHERE n % 3 = 0
"""
# Some classes that end: for a restricted reason or for another, beside one that only draws attention or alone.
STATED = """
INSERT INTO t_fujian.child_category (child_id, division, category)
SELECT id, division, category FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM t_fujian.child) c,
    unnest(CASE n % 5 WHEN 0 THEN ARRAY['HIV_INFECTED'] WHEN 1 THEN ARRAY['GUARDIANSHIP_HARMED', 'PRIVATELY_ADOPTED']
        WHEN 2 THEN ARRAY['POVERTY_LIVING_MEDICAL_SCHOOL'] ELSE '{}' END) category
ON CONFLICT DO NOTHING
"""
JUDGED = """
INSERT INTO t_fujian.class_review
    (id, child_id, division, category, holds, since, reason, decided_by, decided_at, rule_version)
SELECT gen_random_uuid(), d.child_id, d.division, d.category, false, $1::timestamptz::date, '走访核实', 'somebody', $1,
    'made up'
FROM t_fujian.difficulty d JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM t_fujian.child) c
    ON c.id = d.child_id
WHERE n % 2 = 0
"""
TURN = "UPDATE t_fujian.child SET changes_on = $1::timestamptz::date"
LATE = """
UPDATE t_fujian.duty SET base_on = base_on - 9, due_on = due_on - 9, due_at = due_at - interval '9 days'
WHERE kind = 'CLASS_REVIEW'
"""
# No directors on duty: a file that leaves names these with their numbers, which are sealed.
ENROLLED = """
INSERT INTO t_fujian.trainee (id, name, phone, phone_masked, post, division, prefecture, on_duty, created_at,
    updated_at)
SELECT gen_random_uuid(), '工作人员' || n, 'x', '*******' || 1000 + n, (ARRAY['CHILD_SUPERVISOR', 'CHILD_DIRECTOR',
    'SOCIAL_WORKER'])[1 + n % 3], division, prefecture, n % 3 <> 1, $1, $1
FROM (SELECT DISTINCT division, prefecture FROM t_fujian.child) c, generate_series(1, 21) n
"""


async def peopled(house: House, owner: asyncpg.Connection, folder: Path, number: int) -> World:
    """Make children of Fujian with all that hangs on them; every third is listed for somebody, and as many needs."""
    tenant = await house.tenant("fujian")
    assert tenant is not None
    rows = list(generate(number, seed=5, villages=VILLAGES, today=NOW.date()))
    write_ledger(folder / "in.xlsx", rows, name="福建省", year=2026)
    command = ImportLedger(folder / "in.xlsx", folder / "errors.xlsx")
    assert (await import_ledger(house, tenant, ADMIN, command)).new == number
    await catch_up_all(house, tenant)
    for statement, given in ((STATED, ()), (JUDGED, (NOW,))):
        await owner.execute(statement, *given)
        await owner.execute(TURN, NOW)
        await catch_up_all(house, tenant)
    await owner.execute(LATE)
    # Every seventh file is in the archive, also of those that somebody has by list.
    await owner.execute(
        "UPDATE t_fujian.child SET file_status = 'ARCHIVED' WHERE id IN"
        " (SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM t_fujian.child) c WHERE n % 7 = 1)"
    )
    for statement in (REPORTED, OPENED, ENROLLED):
        await owner.execute(statement, NOW)
    tables = {
        kind: [dict(row) for row in await owner.fetch(f"SELECT * FROM t_fujian.{table}")]
        for kind, table in TABLES.items()
    }
    keys: dict[Any, set[str]] = {}
    for row in await owner.fetch("SELECT child_id, key FROM t_fujian.child_search"):
        keys.setdefault(row["child_id"], set()).add(row["key"])
    # What goes into the archive is taken off the lists, and so are its needs and cases; its child is left on some here.
    away = {row["id"] for row in tables[CHILD] if row["file_status"] == "ARCHIVED"}
    links = set()
    for kind in (CHILD, NEED, REPORT, CASE):
        listed = [row for row in tables[kind] if row.get("child_id") not in away]
        for place, row in enumerate(listed):
            subject = SUBJECTS[place % 3]
            until = NOW + timedelta(days=1 if place % 2 else -1)
            values = (subject, kind, row["id"], ["basic"], until)
            await owner.execute(
                "INSERT INTO t_fujian.access_link (subject, kind, object, classes, until) VALUES ($1, $2, $3, $4, $5)",
                *values,
            )
            if place % 2:
                links.add((subject, kind, row["id"]))
    return World(tables, keys, links, await granted(owner, tables[CHILD]))


async def granted(owner: asyncpg.Connection, children: list[dict[str, Any]]) -> dict[tuple[str, Any], set[str]]:
    """List children by grants of random classes, up to three for each, of which some have ended; they add up."""
    draw, grants = Random(SEED), dict[tuple[str, Any], set[str]]()  # noqa: S311 (the seed is told with every failure)
    for child in children:
        for _ in range(draw.randrange(4)):
            subject, runs = draw.choice(SUBJECTS[:2]), draw.random() < 0.7
            classes = draw.sample([one.value for one in FieldClass], draw.randrange(1, 5))
            until = NOW + timedelta(days=1 if runs else -1)
            await owner.execute(
                "INSERT INTO t_fujian.access_link (subject, kind, object, ground, classes, until)"
                " VALUES ($1, 'child', $2, $3, $4, $5)",
                *(subject, child["id"], f"grant:{uuid7()}", classes, until),
            )
            if runs:
                grants.setdefault((subject, child["id"]), set()).update(classes)
    return grants
