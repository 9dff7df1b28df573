import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import bindparam, func, insert, literal, select, text, update

from records.child import child
from records.journal import idempotency_key
from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.work import Work
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

SETTINGS = text(
    "select current_setting('app.scope', true), current_setting('app.subject', true), current_setting('app.now', true)"
)
COUNT = select(func.count()).select_from(child).where(child.c.name == bindparam("named"))


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"童{uuid4().hex}"


async def count(house: House, fujian: Tenant, name: str) -> int:
    async with house.work(fujian, login=Login.AREA, scope="{(,)}") as work:
        return int(await work.value(COUNT, named=name))


async def test_keeps_what_was_written(house: House, fujian: Tenant, name: str) -> None:
    async with house.work(fujian, scope=scope(GULOU), subject="director@fujian") as work:
        key = await put_child(work, name)
        row = await work.one(select(child.c.name, child.c.county).where(child.c.id == key))
        assert row is not None
        assert tuple(row) == (name, GULOU)
    assert await count(house, fujian, name) == 1


async def test_keeps_nothing_when_an_error_leaves_the_block(house: House, fujian: Tenant, name: str) -> None:
    async def failing() -> None:
        async with house.work(fujian, scope=scope(GULOU)) as work:
            await put_child(work, name)
            raise LookupError

    with pytest.raises(LookupError):
        await failing()
    assert await count(house, fujian, name) == 0


async def test_keeps_nothing_when_the_task_is_cancelled(house: House, fujian: Tenant, name: str) -> None:
    written = asyncio.Event()

    async def interrupted() -> None:
        async with house.work(fujian, scope=scope(GULOU)) as work:
            await put_child(work, name)
            written.set()
            await work.value(text("select pg_sleep(60)"))

    task = asyncio.create_task(interrupted())
    await written.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(house, fujian, name) == 0


async def test_a_swallowed_failure_is_loud_at_the_end(house: House, fujian: Tenant, name: str) -> None:
    async def careless() -> None:
        async with house.work(fujian, scope=scope(GULOU)) as work:
            await put_child(work, name)
            with pytest.raises(asyncpg.DivisionByZeroError):
                await work.value(text("select 1/0"))

    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        await careless()
    assert await count(house, fujian, name) == 0


async def test_a_savepoint_undoes_only_its_own_part(house: House, fujian: Tenant, name: str) -> None:
    async def failing(work: Work, statement: str) -> None:
        async with work.savepoint():
            await put_child(work, name)
            await work.value(text(statement))
            raise LookupError

    async with house.work(fujian, scope=scope(GULOU)) as work:
        await put_child(work, name)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await failing(work, "select 1/0")
        async with work.savepoint():
            await put_child(work, name)
            with pytest.raises(LookupError):
                await failing(work, "select 1")
    assert await count(house, fujian, name) == 2


async def test_says_who_asks_when_and_where_for_its_own_length_alone(house: House, fujian: Tenant) -> None:
    async with house.work(fujian, scope=scope(GULOU), subject="o'brien@fujian") as work:
        row = await work.one(SETTINGS)
        assert row is not None
        assert tuple(row) == ("{[350102000000,350103000000)}", "o'brien@fujian", NOW.isoformat())
        assert (work.scope, work.subject, work.now) == (scope(GULOU), "o'brien@fujian", NOW)
        backend = work.connection.get_server_pid()
    async with house.work(fujian) as work:
        row = await work.one(SETTINGS)
        assert row is not None
        assert work.connection.get_server_pid() == backend
        assert tuple(row) == ("{}", "", NOW.isoformat())


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "{",
        "{[1,2)",
        "{[1,2)}'",
        "{[1,2)}; drop schema t_fujian",
        "[1,2)",
        "{[1,2),}",
        "{[a,2)}",
        "{(,)}\n",
        "{[1,2] }",
    ],
)
async def test_refuses_a_scope_that_no_machine_wrote(house: House, fujian: Tenant, malformed: str) -> None:
    with pytest.raises(ValueError, match="scope"):
        async with house.work(fujian, scope=malformed):
            pytest.fail("a malformed scope was let in")
    async with house.work(fujian, scope=scope(GULOU)) as work:
        with pytest.raises(ValueError, match="scope"):
            await work.widen(malformed)


@pytest.mark.parametrize("malformed", ["a\\", "a\x00b", "a\nb", "x" * 256])
async def test_refuses_a_subject_with_control_characters_or_backslashes(
    house: House, fujian: Tenant, malformed: str
) -> None:
    with pytest.raises(ValueError, match="subject"):
        async with house.work(fujian, subject=malformed):
            pytest.fail("a malformed subject was let in")


async def test_a_hostile_subject_is_only_a_text(house: House, fujian: Tenant) -> None:
    hostile = "x', true); drop schema t_fujian cascade; --"
    async with house.work(fujian, subject=hostile) as work:
        assert await work.value(text("select current_setting('app.subject')")) == hostile


async def test_widening_adds_to_the_scope_until_the_end(house: House, fujian: Tenant, name: str) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await put_child(work, name, TAIJIANG)
        await work.widen(scope(TAIJIANG))
        assert work.scope == "{[350102000000,350104000000)}"
        await put_child(work, name, TAIJIANG)
        await put_child(work, name, GULOU)
    async with house.work(fujian, scope=scope(GULOU)) as work:
        assert await work.value(COUNT, named=name) == 1


async def test_counts_the_rows_it_touched(house: House, fujian: Tenant, name: str) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        for _ in range(3):
            await put_child(work, name)
        change = update(child).values(notes="x").where(child.c.name == bindparam("named"))
        assert await work.run(change, named=name) == 3
        assert await work.run(change, named="nobody") == 0
        assert len(await work.all(select(child.c.id).where(child.c.name == name))) == 3


async def test_writes_many_rows_at_once(house: House, fujian: Tenant, name: str) -> None:
    stale = NOW - timedelta(hours=1)
    rows = [
        {"subject": name, "key": str(number), "from_client": False, "action": "x", "body_hash": b"", "answer": "{}"}
        for number in range(50)
    ]
    async with house.work(fujian, subject=name) as work:
        await work.many(insert(idempotency_key).values(at=stale), rows)
        await work.many(insert(idempotency_key), [])
        answers = await work.all(select(idempotency_key.c.answer).where(idempotency_key.c.subject == name))
    assert [row["answer"] for row in answers] == ["{}"] * 50


async def test_two_tasks_wait_for_their_turn(house: House, fujian: Tenant) -> None:
    async with house.work(fujian) as work:
        values = await asyncio.gather(*(work.value(select(literal(number))) for number in range(20)))
    assert values == list(range(20))


async def test_seals_with_the_tenants_own_keys(house: House, fujian: Tenant) -> None:
    jilin = await house.tenant("jilin")
    assert jilin is not None
    async with house.work(fujian) as mine, house.work(jilin) as theirs:
        key = uuid4()
        cell = mine.keys.encrypt("1", table="child", row=key, field="resident_id")
        assert mine.keys.decrypt(cell, table="child", row=key, field="resident_id") == "1"
        assert mine.keys.blind("1") != theirs.keys.blind("1")


async def test_a_read_is_one_statement_that_brings_its_scope(house: House, fujian: Tenant, name: str) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await put_child(work, name)
    sql = (
        "select case when set_config('app.scope', $1, true) is not null then"
        " (select count(*) from t_fujian.child where name = $2) end"
    )
    assert await house.read(fujian, Login.AREA, sql, [scope(GULOU), name]) == 1
    assert await house.read(fujian, Login.AREA, sql, [scope(TAIJIANG), name]) == 0
    assert await house.read(fujian, Login.AREA, "select current_setting('app.scope', true)", []) in (None, "")
