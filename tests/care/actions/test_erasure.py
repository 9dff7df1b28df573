"""Erasure leaves no personal value of a child in any table, and of other people's texts strikes its name."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from care.actions.register_child import register_child
from policies.seal import prove, seal
from records.keeping import REGISTER, STRUCK, Apart, Gone
from records.metadata import tenant as tables
from tenants.house import House
from tenants.registry import Tenant
from tests.support.canaries import CANARY, found, plant
from tests.support.desks import COUNTY, GULOU, ZHONGSHAN, Do
from tests.support.forms import a_child, a_father, without_number
from tests.support.keeping import COLLEAGUE, closed, erased
from tests.support.places import NOW

FATHER = "金大雁"
BYSTANDER = "林小树"


GIVEN: dict[str, Any] = {
    "name": CANARY,
    "client_id": "01a21b39-75bf-7bce-8ad5-35ce17758b3f",
    "guardians": (a_father(name=FATHER),),
}


async def test_no_canary_is_left_in_any_table_and_the_chain_of_the_trail_still_stands(
    do: Do, house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    child = await closed(do, owner, explanation=CANARY, **GIVEN)
    async with house.work(fujian) as work:
        await seal(work)
    planted = await plant(owner, "t_fujian", child, ZHONGSHAN)
    assert planted == {name for name, kept in REGISTER.items() if not isinstance(kept, Apart)}
    await owner.execute(
        "UPDATE t_fujian.idempotency_key SET answer = jsonb_set(answer, '{warnings}', $1)", f'["{CANARY}"]'
    )
    holding = {table for table, _ in await found(owner, "t_fujian", CANARY, FATHER)}
    assert {"child", "guardian", "visit", "report", "household", "audit_reason", "idempotency_key"} <= holding
    assert len(holding) > 35

    request = await erased(do, child, f"{CANARY}的监护人申请")
    # A list of accounts: the canary was put in the place of one.
    assert await found(owner, "t_fujian", CANARY, FATHER) == [("row_change", "subject")]
    for name, kept in REGISTER.items():
        if isinstance(kept, Gone) and "child_id" in tables.tables[f"tenant.{name}"].c:
            assert await owner.fetchval(f"SELECT count(*) FROM t_fujian.{name}") == 0, name
    left = await owner.fetchrow("SELECT * FROM t_fujian.child")
    assert left is not None
    assert (left["name"], left["birth_date"], left["division"]) == (STRUCK, date(2016, 1, 1), GULOU)
    gone = ("resident_id", "resident_id_blind", "address", "household_id", "school_id")
    assert [left[name] for name in gone] == [None] * len(gone)
    counted = "SELECT count(*) > 0 FROM t_fujian.duty WHERE division = $1 AND kind = 'CONTACT' AND reasons = '{}'"
    assert await owner.fetchval(counted, GULOU)
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.report") == 1

    proof = await owner.fetchrow("SELECT * FROM t_fujian.erasure WHERE id = $1", request)
    assert proof is not None
    who = (proof["requested_by"], proof["decided_by"])
    assert (proof["status"], *who) == ("ERASED", COUNTY.subject, COLLEAGUE.subject)
    async with house.work(fujian) as work:
        await seal(work)
    proved = await prove(owner, fujian, await house.keys(fujian))
    assert (proved.flaw, proved.rows) == (None, await owner.fetchval("SELECT count(*) FROM t_fujian.audit_event"))


async def test_a_late_repetition_does_not_bring_the_child_back(do: Do, owner: asyncpg.Connection) -> None:
    child = await closed(do, owner, explanation=CANARY, **GIVEN)
    await erased(do, child, f"{CANARY}的监护人申请")
    with pytest.raises(Exception, match="IDEMPOTENCY_KEY_REUSED"):
        await do(register_child, a_child(**GIVEN))
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.child") == 1


async def test_what_others_tell_keeps_all_but_the_names(do: Do, owner: asyncpg.Connection) -> None:
    child = await closed(do, owner, explanation=CANARY, **GIVEN)
    home = await owner.fetchval("SELECT household_id FROM t_fujian.child")
    told = f"{CANARY}与{FATHER}、{BYSTANDER}"
    sibling = await do(register_child, without_number(name="金小雀", household_id=home, notes=told))
    await owner.execute("UPDATE t_fujian.household SET social_help = $1", told)
    work_report = """INSERT INTO t_fujian.work_report (id, division, prefecture, reported_on, recipients, content,
      rule_version, recorded_by, recorded_at)
      VALUES (gen_random_uuid(), $1, 350100000000, $2, '{}', $3, '', '', now())"""
    for place in (ZHONGSHAN, 350103001001):
        await owner.execute(work_report, place, NOW.date(), told)

    request = await erased(do, child, f"{CANARY}的监护人申请")
    struck = f"{STRUCK}与{STRUCK}、{BYSTANDER}"
    assert await owner.fetchval("SELECT notes FROM t_fujian.child WHERE id = $1", sibling) == struck
    assert await owner.fetchval("SELECT social_help FROM t_fujian.household") == struck
    reports = await owner.fetch("SELECT content FROM t_fujian.work_report ORDER BY division")
    assert [row["content"] for row in reports] == [struck, told]  # the other county's speaks of somebody else
    counts = await owner.fetchval("SELECT erased::text FROM t_fujian.erasure WHERE id = $1", request)
    assert '"work_report": 1' in counts
    assert '"household": 1' in counts
