"""Months of the trail: made ahead, closed to every login, dropped behind a checkpoint that nobody makes by hand."""

from datetime import UTC, datetime

import asyncpg
import pytest

from policies.caller import Caller
from policies.checkpoint import Checkpoint
from policies.months import NotDropped, drop_months, first_kept, make_months
from policies.seal import Flaw, holds
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.policies.conftest import MakeCaller
from tests.policies.test_seal import proof, told
from tests.support.trail import OLD, keep, seal_all, told_before

MONTHS = """SELECT right(relname, 7) FROM pg_inherits JOIN pg_class ON oid = inhrelid
WHERE inhparent = 't_fujian.audit_event'::regclass AND relname <> 'audit_event_other' ORDER BY 1"""
AHEAD = """SELECT to_char(date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') + n * interval '1 month', 'YYYY_MM')
FROM generate_series(0, 3) n"""


@pytest.fixture
def county(caller: MakeCaller) -> Caller:
    return caller(Role.COUNTY_OFFICER, subject="county@fujian")


async def column(owner: asyncpg.Connection, sql: str) -> list[str]:
    return [row[0] for row in await owner.fetch(sql)]


async def dropped(house: House, tenant: Tenant) -> int:
    async with house.work(tenant) as work:
        return await drop_months(work)


async def test_three_months_are_made_ahead_and_a_row_without_a_month_is_taken_in(
    house: House, fujian: Tenant, county: Caller, fresh_url: str, owner: asyncpg.Connection
) -> None:
    ahead = await column(owner, AHEAD)
    assert await column(owner, MONTHS) == ahead
    await owner.execute(f"DROP TABLE t_fujian.audit_event_{ahead[3]}, t_fujian.audit_seal_{ahead[3]}")
    await owner.execute(OLD, -3)  # a clock that runs ahead
    await owner.execute(OLD, 70)
    await told(house, fujian, county)
    assert await seal_all(house, fujian) == 3
    places = "SELECT right(tableoid::regclass::text, 7) FROM t_fujian.{} ORDER BY {}"
    assert await column(owner, places.format("audit_event", "id")) == ["t_other", ahead[0], "t_other"]
    for made in (1, 0):
        async with house.work(fujian) as work:
            assert await make_months(work) == made
    for table, key in (("audit_event", "id"), ("audit_seal", "event")):
        found = await column(owner, places.format(table, key))
        assert [place[-5:] for place in found] == ["other", ahead[0][-5:], ahead[3][-5:]]
    assert (await proof(fresh_url, house, fujian)).flaw is None


async def test_no_login_reaches_a_month_by_itself(
    house: House, fujian: Tenant, county: Caller, owner: asyncpg.Connection
) -> None:
    await told_before(owner, house, fujian, 9)
    parts = await owner.fetch(
        "SELECT oid, relname, relrowsecurity FROM pg_class WHERE relispartition AND relkind = 'r'"
        " AND relnamespace = 't_fujian'::regnamespace AND relname LIKE 'audit%'"
    )
    assert len(parts) == 12
    for part in parts:
        assert part["relrowsecurity"], part["relname"]
        for role in fujian.roles.values():
            rights = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
            assert not await owner.fetchval("SELECT has_table_privilege($1, $2::oid, $3)", role, part["oid"], rights)


async def test_everything_is_kept_until_somebody_says_otherwise(
    house: House, fujian: Tenant, county: Caller, owner: asyncpg.Connection
) -> None:
    await told_before(owner, house, fujian, 90, 0)
    assert await dropped(house, fujian) == 0
    await keep(owner, house, fujian, county, 6)
    await keep(owner, house, fujian, county, None)
    assert await dropped(house, fujian) == 0
    reasons = "SELECT reason FROM t_fujian.audit_event WHERE action = 'trail:keep' ORDER BY id"
    assert await column(owner, reasons) == ["6 months", "all"]


async def test_whole_months_go_behind_a_checkpoint_and_the_rest_is_proved(
    house: House, fujian: Tenant, county: Caller, fresh_url: str, owner: asyncpg.Connection
) -> None:
    # The row of eight months ago was sealed after one that is kept: it stays until the next cut.
    keys = await told_before(owner, house, fujian, 90, 9, 7, 6, 8, 0)
    await owner.execute(OLD, 40)  # of no month, and not sealed
    before = await proof(fresh_url, house, fujian)
    third = await owner.fetchval("SELECT hash FROM t_fujian.audit_seal WHERE sequence = 3")
    await keep(owner, house, fujian, county, 6)
    assert (await dropped(house, fujian), await dropped(house, fujian)) == (3, 0)
    found = await proof(fresh_url, house, fujian)
    assert found.checkpoint == Checkpoint(3, third, first_kept(datetime.now(UTC), 6), found.checkpoint.at)  # type: ignore[union-attr]
    assert (found.flaw, found.rows, found.end, found.head) == (None, 3, 6, before.head)
    left = await column(
        owner, "SELECT id FROM t_fujian.audit_event WHERE id IN (SELECT event FROM t_fujian.audit_seal)"
    )
    assert set(left) == set(keys[3:])
    assert len(await column(owner, MONTHS)) == 5
    assert await seal_all(house, fujian) == 2
    assert (await proof(fresh_url, house, fujian)).rows == 5
    for head, known in ((f"3:{third.hex()}", True), (f"6:{before.head.hex()}", True), (f"2:{third.hex()}", False)):
        assert await holds(owner, "t_fujian", head) is known


CHECKPOINT = "UPDATE t_fujian.audit_checkpoint SET"
NEWEST = "(SELECT max(sequence) FROM t_fujian.audit_checkpoint)"
HANDS = {
    f"{CHECKPOINT} hash = sha256(hash) WHERE sequence = {NEWEST}": (Flaw.UNSIGNED, 2),
    f"{CHECKPOINT} until = until - 31": (Flaw.UNSIGNED, 1),
    f"{CHECKPOINT} signature = sha512(signature)": (Flaw.UNSIGNED, 1),
    f"{CHECKPOINT} sequence = 3 WHERE sequence = 2; DELETE FROM t_fujian.audit_seal WHERE sequence = 3": (
        Flaw.UNSIGNED,
        3,
    ),
    "DELETE FROM t_fujian.audit_checkpoint WHERE sequence = 1": (Flaw.UNSIGNED, 2),
    f"DELETE FROM t_fujian.audit_checkpoint WHERE sequence = {NEWEST}": (Flaw.REMOVED, 2),
    # Another month gone, without one.
    "DROP TABLE t_fujian.audit_event_{month}, t_fujian.audit_seal_{month}": (Flaw.REMOVED, 3),
    "UPDATE t_fujian.audit_event SET subject = 'y' WHERE subject = 'x@fujian'": (Flaw.CHANGED, 3),
    "UPDATE t_fujian.audit_seal SET sequence = 7 - sequence WHERE sequence IN (3, 4)": (Flaw.OUT_OF_ORDER, 3),
}


@pytest.mark.parametrize(("hand", "flaw", "at"), [(hand, *found) for hand, found in HANDS.items()])
async def test_a_hand_on_the_checkpoint_or_on_what_is_left_is_seen(
    house: House,
    fujian: Tenant,
    county: Caller,
    fresh_url: str,
    owner: asyncpg.Connection,
    hand: str,
    flaw: Flaw,
    at: int,
) -> None:
    await told_before(owner, house, fujian, 13, 9, 6, 0)
    for months in (10, 6):
        await keep(owner, house, fujian, county, months)
        assert await dropped(house, fujian) == 1
    assert (await proof(fresh_url, house, fujian)).flaw is None
    month = (await column(owner, MONTHS))[0]
    await owner.execute(hand.format(month=month))
    found = await proof(fresh_url, house, fujian)
    assert (found.flaw, found.sequence) == (flaw, at)


@pytest.mark.parametrize(
    "hand",
    [
        "UPDATE t_fujian.audit_event SET subject = 'y' WHERE id = '{first}'",
        "DELETE FROM t_fujian.audit_seal WHERE sequence = 1",
        "DELETE FROM t_fujian.audit_seal WHERE sequence = 2",
        "UPDATE t_fujian.audit_keeping SET months = 7",
    ],
)
async def test_nothing_that_somebody_touched_goes_behind_a_checkpoint(
    house: House, fujian: Tenant, county: Caller, owner: asyncpg.Connection, hand: str
) -> None:
    first, *_ = await told_before(owner, house, fujian, 10, 9, 6, 0)
    await keep(owner, house, fujian, county, 6)
    await owner.execute(hand.format(first=first))
    with pytest.raises(NotDropped, match="no month was dropped"):
        await dropped(house, fujian)
    assert not await owner.fetch("SELECT FROM t_fujian.audit_checkpoint")


async def test_a_writer_drops_no_month_that_is_not_due(
    house: House, fujian: Tenant, county: Caller, owner: asyncpg.Connection
) -> None:
    await told_before(owner, house, fujian, 9, 8, 6, 0)
    await keep(owner, house, fujian, county, 6)
    seal = await owner.fetchval("SELECT hash FROM t_fujian.audit_seal WHERE sequence = 3")
    words = "SELECT t_fujian.drop_audit_months(3, $1, '2999-01-01', now(), '')"
    with pytest.raises(asyncpg.RaiseError, match="no month is due"):
        async with house.work(fujian) as work:
            await work.connection.fetchval(words, seal)
