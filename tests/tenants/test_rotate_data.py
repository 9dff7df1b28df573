import asyncio
import os
from itertools import count
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import LargeBinary, select, update

from records.child import child
from records.keeping import tables
from records.metadata import tenant as tenant_tables
from records.tenant import tenant_key
from tenants import rotate_data as rotating
from tenants.errors import BrokenSeal, TenancyError, WrongMasterKey
from tenants.house import House
from tenants.logins import connect
from tenants.registry import Tenant
from tenants.reseal import sealed_tables
from tenants.rotate_data import Rotated, rotate_data
from tenants.work import Work
from tests.support.keys import data_keys
from tests.support.places import GULOU, MASTER_KEY, open_house, put_child, scope, settle

FRESH = 0.05
SETTLE = 0.3
INSIDE = scope(GULOU)


def _number(index: int) -> str:
    return f"990102201605{index:05d}X"


async def _put(work: Work, index: int) -> UUID:
    key, number = await put_child(work), _number(index)
    cell = work.keys.encrypt(number, table="child", row=key, field="resident_id")
    cells = {"resident_id": cell, "resident_id_masked": "990102", "resident_id_blind": work.keys.blind(number)}
    await work.run(update(child).where(child.c.id == key).values(**cells, resident_id_missing=None))
    return key


async def _whole(work: Work) -> dict[UUID, str]:
    """Open every cell."""
    rows = await work.all(select(child.c.id, child.c.resident_id, child.c.resident_id_blind))
    opened = {row["id"]: work.keys.decrypt(row[1], table="child", row=row["id"], field="resident_id") for row in rows}
    assert all(row[2] == work.keys.blind(opened[row["id"]]) for row in rows)
    return opened


async def _fujian(house: House) -> Tenant:
    found = await house.tenant("fujian")
    assert found is not None
    return found


async def _filled(url: str, children: int) -> dict[UUID, str]:
    async with open_house(url) as house, house.work(await _fujian(house), scope=INSIDE) as work:
        return {await _put(work, index): _number(index) for index in range(children)}


async def _rotate(url: str, **options: object) -> Rotated:
    given = {"master_key": MASTER_KEY, "cipher": "sm4", "code": "fujian", "settle": SETTLE, "batch": 7, **options}
    return await rotate_data(url, **given)  # type: ignore[arg-type]


async def _ids(url: str) -> set[int]:
    """The ids of the keys that the children's cells are sealed with."""
    connection = await connect(url)
    try:
        rows = await connection.fetch("SELECT DISTINCT get_byte(resident_id, 1) FROM t_fujian.child")
        return {row[0] for row in rows}
    finally:
        await connection.close()


async def test_reads_and_writes_go_on_while_every_cell_is_sealed_anew(empty: str) -> None:
    await settle(empty, ["fujian"])
    expected = await _filled(empty, 60)
    numbers, over = count(1000), asyncio.Event()

    async def busy(house: House) -> int:
        """What a server does: writes new cells, and opens all that are there, its own and the others'."""
        turns, fujian = 0, await _fujian(house)
        while not over.is_set():
            async with house.work(fujian, scope=INSIDE) as work:
                index = next(numbers)
                key = await _put(work, index)
                known = dict(expected)
                seen = await _whole(work)
                assert known.items() <= seen.items()
            expected[key] = _number(index)
            turns += 1
            await asyncio.sleep(0.005)
        return turns

    async with open_house(empty, fresh=FRESH) as one, open_house(empty, fresh=FRESH) as other:
        servers = [asyncio.create_task(busy(house)) for house in (one, other)]
        told: list[str] = []
        done = await _rotate(empty, told=told.append)
        during = len(expected)
        await asyncio.sleep(0.1)
        over.set()
        assert all(turns > 5 for turns in await asyncio.gather(*servers))
        assert (done.key, done.retired) == (3, (1,))
        assert done.cells >= 60
        assert len(expected) > during > 60
        assert len(told) == 3
        async with one.work(await _fujian(one), scope=INSIDE) as work:
            assert await _whole(work) == expected
    assert await _ids(empty) == {3}
    assert await data_keys(empty) == [(1, True, True), (3, True, False)]
    async with open_house(empty) as later, later.work(await _fujian(later), scope=INSIDE) as work:
        assert await _whole(work) == expected


async def test_a_transaction_that_runs_is_waited_for(empty: str) -> None:
    await settle(empty, ["fujian"])
    await _filled(empty, 1)
    async with open_house(empty, fresh=FRESH) as house:
        fujian = await _fujian(house)
        async with house.work(fujian, scope=INSIDE) as work:
            rotation = asyncio.create_task(_rotate(empty))
            await asyncio.sleep(4 * SETTLE)
            assert await data_keys(empty) == [(1, True, False), (3, False, False)]
            await _put(work, 50)
            assert len(await _whole(work)) == 2
        await rotation
        async with house.work(fujian, scope=INSIDE) as work:
            assert set((await _whole(work)).values()) == {_number(0), _number(50)}
    assert await _ids(empty) == {3}


@pytest.mark.parametrize("step", ["_settled", "reseal", "left", "_set"])
async def test_a_rotation_that_was_cut_short_is_taken_up(
    fresh_url: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await _filled(fresh_url, 20)
    with monkeypatch.context() as patched:

        async def stop(*_args: object, **_options: object) -> None:
            raise KeyboardInterrupt(step)

        patched.setattr(rotating, step, stop)
        with pytest.raises(KeyboardInterrupt, match=step):
            await _rotate(fresh_url, settle=0.0)
    done = await _rotate(fresh_url, settle=0.0)
    assert (done.key, done.retired) == (3, (1,))
    assert await data_keys(fresh_url) == [(1, True, True), (3, True, False)]
    assert await _ids(fresh_url) == {3}
    async with open_house(fresh_url) as house, house.work(await _fujian(house), scope=INSIDE) as work:
        assert await _whole(work) == expected


async def test_a_row_that_somebody_holds_is_sealed_when_it_is_free(fresh_url: str) -> None:
    await _filled(fresh_url, 3)
    async with open_house(fresh_url, fresh=0.0) as house:
        connection = await connect(fresh_url)
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT FROM t_fujian.child LIMIT 1 FOR UPDATE")
        rotation = asyncio.create_task(_rotate(fresh_url, settle=0.0))
        while await _ids(fresh_url) != {1, 3}:  # noqa: ASYNC110 (the database tells nobody)
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        assert not rotation.done()
        await transaction.rollback()
        await connection.close()
        assert (await rotation).cells == 3
        async with house.work(await _fujian(house), scope=INSIDE) as work:
            assert len(await _whole(work)) == 3


async def test_a_wrong_master_key_changes_nothing(fresh_url: str) -> None:
    await _filled(fresh_url, 1)
    with pytest.raises(WrongMasterKey, match="TONGHU_MASTER_KEY"):
        await _rotate(fresh_url, master_key=os.urandom(32))
    assert await data_keys(fresh_url) == [(1, True, False)]
    assert await _ids(fresh_url) == {1}


async def test_a_cell_that_does_not_open_is_named_and_no_key_is_retired(fresh_url: str) -> None:
    await _filled(fresh_url, 2)
    connection = await connect(fresh_url)
    await connection.execute(
        "UPDATE t_fujian.child SET resident_id = set_byte(resident_id, 20, 0) WHERE id = "
        "(SELECT max(id::text)::uuid FROM t_fujian.child)"
    )
    key = await connection.fetchval("SELECT max(id::text) FROM t_fujian.child")
    await connection.close()
    with pytest.raises(BrokenSeal, match=rf"child\.resident_id, {key}"):
        await _rotate(fresh_url, settle=0.0)
    assert await data_keys(fresh_url) == [(1, True, False), (3, True, False)]


async def test_one_rotation_of_a_tenant_at_a_time(fresh_url: str) -> None:
    await _filled(fresh_url, 1)
    first = asyncio.create_task(_rotate(fresh_url))
    await asyncio.sleep(SETTLE / 2)
    with pytest.raises(TenancyError, match="another command"):
        await _rotate(fresh_url)
    await first
    with pytest.raises(TenancyError, match="nowhere"):
        await _rotate(fresh_url, code="nowhere")


async def test_the_other_tenants_keys_stay(fresh_url: str) -> None:
    await _filled(fresh_url, 1)
    async with open_house(fresh_url) as house:
        jilin = await house.tenant("jilin")
        assert jilin is not None
        async with house.platform() as platform:
            before = await platform.all(select(tenant_key).where(tenant_key.c.tenant_id == jilin.id))
        await _rotate(fresh_url, settle=0.0)
        async with house.platform() as platform:
            assert await platform.all(select(tenant_key).where(tenant_key.c.tenant_id == jilin.id)) == before


def test_every_binary_column_is_a_cell_or_no_secret() -> None:
    assert [*tables()]  # which reads all files of records
    cells = {cell for one in sealed_tables() for cell in one.cells}
    others = {
        str(column)
        for table in tenant_tables.sorted_tables
        for column in table.c
        if isinstance(column.type, LargeBinary) and column not in cells and not column.name.endswith("_blind")
    }
    signed = {f"{table}.signature" for table in ("audit_checkpoint", "audit_keeping")}
    hashes = {"idempotency_key.body_hash", "audit_seal.hash", "audit_checkpoint.hash", "erasure.digest"}
    hashes |= {"report_reporter.reference"}  # of the key of the blind index, which stays
    # A salt stands beside its text, and goes with it: no key protects either.
    assert others == {*hashes, *signed, "audit_reason.salt"}
    assert {one.table.name for one in sealed_tables()} >= {"child", "guardian", "visit_finding", "report_reporter"}


async def test_what_every_sealed_table_holds_is_sealed_anew(fresh_url: str) -> None:
    """The place of a cell is its table, its row's key and its column, for all of them."""
    connection: asyncpg.Connection = await connect(fresh_url)
    async with open_house(fresh_url) as house:
        keys = await house.keys(await _fujian(house))
        row = UUID(int=5)
        for one in sealed_tables():
            # Only the columns that matter here: the rest of a row belongs to other tests.
            columns = ", ".join(f"{cell.name} bytea" for cell in one.cells)
            await connection.execute(f"ALTER TABLE t_fujian.{one.table.name} RENAME TO {one.table.name}_kept")
            await connection.execute(f"CREATE TABLE t_fujian.{one.table.name} ({one.key.name} uuid, {columns})")
            sealed = [keys.encrypt(cell.name, table=one.table.name, row=row, field=cell.name) for cell in one.cells]
            marks = ", ".join(f"${number}" for number in range(2, len(sealed) + 2))
            await connection.execute(f"INSERT INTO t_fujian.{one.table.name} VALUES ($1, {marks})", row, *sealed)
        done = await _rotate(fresh_url, settle=0.0)
        assert done.cells == sum(len(one.cells) for one in sealed_tables())
    async with open_house(fresh_url) as house:
        keys = await house.keys(await _fujian(house))
        for one in sealed_tables():
            found = await connection.fetchrow(f"SELECT * FROM t_fujian.{one.table.name}")
            for cell in one.cells:
                value = found[cell.name]
                assert value[1] == 3
                assert keys.decrypt(value, table=one.table.name, row=row, field=cell.name) == cell.name
    await connection.close()
