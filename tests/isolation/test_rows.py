"""Inside a tenant: a careless statement shows the caller's own rows, and without a caller none."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import delete, func, insert, select, text, update

from records.access import access_link, role_assignment
from records.child import child, child_class
from records.commission import commission
from records.division_of_duties import division_of_duties
from records.ids import uuid7
from records.journal import audit_event, event_log, idempotency_key, outbox
from tenants.house import House
from tenants.logins import connect
from tenants.registry import Login, Tenant
from tenants.work import Work
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

CARELESS = "select count(*) from t_fujian.child"
MINE, OTHERS = "police@fujian", "partner@fujian"


@pytest.fixture
async def two(house: House, fujian: Tenant) -> AsyncIterator[tuple[UUID, UUID]]:
    """A child in each of two counties, with a class each, which are all there is."""
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))
        keys = [await put_child(work, division=division) for division in (GULOU, TAIJIANG)]
        for key, division in zip(keys, (GULOU, TAIJIANG), strict=True):
            row = {"child_id": key, "division": division, "class": "LEFT_BEHIND"}
            await work.run(insert(child_class).values(**row))
    yield keys[0], keys[1]
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))


async def seen(house: House, fujian: Tenant, login: Login, scope_: str) -> int:
    async with house.work(fujian, login=login, scope=scope_) as work:
        return int(await work.value(text(CARELESS)))


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_a_careless_select_shows_the_callers_rows(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    assert await seen(house, fujian, login, scope(GULOU)) == 1
    assert await seen(house, fujian, login, scope(GULOU, TAIJIANG)) == 2
    assert await seen(house, fujian, login, "{[350104000000,350105000000)}") == 0
    assert await seen(house, fujian, login, "{}") == 0
    assert await seen(house, fujian, login, "{(,)}") == 2


@pytest.mark.parametrize("login", Login)
async def test_without_a_scope_there_are_no_rows(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    assert await house.read(fujian, login, CARELESS, []) == 0
    async with house.work(fujian, scope="{(,)}"):
        pass  # the connection has had a scope once: its setting is now empty, no longer unknown
    assert await house.read(fujian, login, CARELESS, []) == 0


async def test_every_table_of_a_child_follows_its_division(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    async with house.work(fujian, login=Login.AREA, scope=scope(TAIJIANG)) as work:
        assert [row["child_id"] for row in await work.all(select(child_class.c.child_id))] == [two[1]]


async def test_a_child_that_moves_takes_its_rows_along(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    move = update(child).where(child.c.id == two[0]).values(division=TAIJIANG)
    async with house.work(fujian, scope=scope(GULOU)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(move)
        await work.widen(scope(TAIJIANG))
        assert await work.run(move) == 1
    async with house.work(fujian, login=Login.AREA, scope=scope(TAIJIANG)) as work:
        assert await work.value(select(func.count()).select_from(child_class)) == 2


async def test_nobody_writes_outside_the_scope(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await put_child(work, division=TAIJIANG)
        assert await work.run(update(child).where(child.c.id == two[1]).values(notes="x")) == 0
        assert await work.run(delete(child).where(child.c.id == two[1])) == 0
    for login in (Login.AREA, Login.LINK):
        async with house.work(fujian, login=login, scope="{(,)}") as work:
            for statement in (update(child).values(notes="x"), delete(child), insert(child_class)):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    async with work.savepoint():
                        await work.run(statement)


async def test_a_malformed_scope_is_an_error_and_never_everything(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    sql = f"select case when set_config('app.scope', $1, true) is not null then ({CARELESS}) end"
    for malformed in ("all", "{", "*", "null", "{[1,2]"):
        with pytest.raises(asyncpg.DataError):
            await house.read(fujian, Login.AREA, sql, [malformed])
    for nothing in ("", "{}"):
        assert await house.read(fujian, Login.AREA, sql, [nothing]) == 0


SCOPED = f"""
select case when set_config('app.scope', $1, true) is not null then (
  select json_build_object(
    'careless', ({CARELESS}),
    'classes', (select json_agg(k.child_id) from t_fujian.child c join t_fujian.child_class k on k.child_id = c.id),
    'listed', array(select id from t_fujian.child order by id limit 10)
  )::text
) end
"""


@pytest.mark.parametrize("mode", ["auto", "force_generic_plan", "force_custom_plan"])
@pytest.mark.parametrize("parallel", [False, True])
async def test_the_scope_inside_the_statement_is_set_before_it_reads(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], mode: str, *, parallel: bool
) -> None:
    async with house.work(fujian, login=Login.AREA) as work:
        connection = work.connection
        await connection.execute(f"set local plan_cache_mode = {mode}")
        if parallel:
            settings = await connection.fetchval(
                "select name from pg_settings where name in ('debug_parallel_query', 'force_parallel_mode')"
            )
            await connection.execute(f"set local {settings} = on")
            await connection.execute("set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0")
            await connection.execute("set local min_parallel_table_scan_size = 0")
        prepared = await connection.prepare(SCOPED)
        for _ in range(7):  # past the point where a generic plan is chosen
            for counties, rows in (((GULOU,), 1), ((TAIJIANG,), 1), ((), 0), ((GULOU, TAIJIANG), 2)):
                answer = await prepared.fetchval(scope(*counties))
                assert f'"careless" : {rows}' in answer
                assert answer.count(str(two[0])) == (2 if GULOU in counties else 0)
                assert answer.count(str(two[1])) == (2 if TAIJIANG in counties else 0)


async def test_the_scope_of_one_statement_is_gone_with_it(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    for _ in range(8):
        assert '"careless" : 2' in await house.read(fujian, Login.AREA, SCOPED, ["{(,)}"])
        assert await house.read(fujian, Login.AREA, CARELESS, []) == 0


async def link(work: Work, subject: str, key: UUID, days: int) -> None:
    values = {"subject": subject, "kind": "child", "object": key, "classes": [], "until": NOW + timedelta(days=days)}
    await work.run(insert(access_link).values(**values))


async def test_a_listed_caller_sees_what_was_listed_until_its_day(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    async with house.work(fujian, scope=scope(GULOU, TAIJIANG)) as work:
        await link(work, MINE, two[0], 1)
        await link(work, OTHERS, two[1], 1)
        await link(work, "late@fujian", two[1], -1)
    for subject, keys in ((MINE, [two[0]]), (OTHERS, [two[1]]), ("late@fujian", []), ("nobody@fujian", []), ("", [])):
        async with house.work(fujian, login=Login.LINK, subject=subject, scope="{(,)}") as work:
            assert [row["id"] for row in await work.all(select(child.c.id))] == keys
            assert [row["child_id"] for row in await work.all(select(child_class.c.child_id))] == keys
            listed = [row["object"] for row in await work.all(select(access_link.c.object))]
            assert set(keys) <= set(listed) <= {two[1], *keys}
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(access_link))


async def test_a_listed_read_brings_subject_and_time_inside(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await link(work, MINE, two[0], 1)
    sql = (
        "select case when set_config('app.subject', $1, true) || set_config('app.now', $2, true) is not null"
        f" then ({CARELESS}) end"
    )
    now, later = NOW.isoformat(), (NOW + timedelta(days=2)).isoformat()
    assert await house.read(fujian, Login.LINK, sql, [MINE, now]) == 1
    assert await house.read(fujian, Login.LINK, sql, [MINE, later]) == 0
    assert await house.read(fujian, Login.LINK, sql, [OTHERS, now]) == 0
    assert await house.read(fujian, Login.LINK, sql, [MINE, ""]) == 0
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(access_link))


async def test_nobody_lists_a_child_that_is_out_of_sight(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await link(work, MINE, two[1], 1)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await link(work, MINE, uuid4(), 1)


async def test_everybody_sees_the_own_roles_and_officers_those_of_their_places(house: House, fujian: Tenant) -> None:
    def role(subject: str, division: int | None) -> dict[str, object]:
        return {
            "id": uuid7(),
            "subject": subject,
            "role": "COUNTY_OFFICER" if division else "AUDITOR",
            "division": division,
            "valid_from": NOW,
            "granted_by": "admin@fujian",
            "created_at": NOW,
        }

    async with house.work(fujian, scope="{(,)}") as work:
        for subject, division in ((MINE, GULOU), (OTHERS, TAIJIANG), ("auditor@fujian", None)):
            await work.run(insert(role_assignment).values(**role(subject, division)))
    subjects = select(role_assignment.c.subject).order_by(role_assignment.c.subject)
    for login in Login:
        async with house.work(fujian, login=login, subject=MINE) as work:
            assert [row[0] for row in await work.all(subjects)] == [MINE]
        async with house.work(fujian, login=login) as work:
            assert await work.all(subjects) == []
    async with house.work(fujian, login=Login.AREA, scope=scope(TAIJIANG), subject=MINE) as work:
        assert [row[0] for row in await work.all(subjects)] == [OTHERS, MINE]
    async with house.work(fujian, scope=scope(TAIJIANG), subject=MINE) as work:
        assert await work.run(update(role_assignment).values(name="x")) == 1  # not even one's own elsewhere
        for division in (GULOU, None):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(insert(role_assignment).values(**role(MINE, division)))
    async with house.work(fujian, scope="{(,)}") as work:
        assert await work.run(delete(role_assignment)) == 3


async def test_the_trail_is_written_and_never_changed_or_read_by_writers(house: House, fujian: Tenant) -> None:
    row = {"id": uuid7(), "subject": MINE, "action": "child:read", "kind": "child", "policy_version": "1"}
    row["division"] = GULOU
    async with house.work(fujian) as work:
        assert await work.run(insert(audit_event).values(**row)) == 1
        for statement in (
            select(audit_event.c.id),
            update(audit_event).values(subject="x"),
            delete(audit_event),
            text("truncate t_fujian.audit_event"),
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(statement)


async def test_events_are_added_and_never_changed(house: House, fujian: Tenant) -> None:
    row = {
        "event_id": uuid7(),
        "kind": "CHILD_REGISTERED",
        "subject_kind": "child",
        "subject": uuid7(),
        "division": GULOU,
        "occurred_at": NOW,
    }
    async with house.work(fujian) as work:
        assert await work.run(insert(outbox).values(**row)) == 1
        for statement in (update(outbox).values(division=TAIJIANG), delete(outbox), delete(event_log)):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(statement)


async def test_answers_are_found_again_by_those_who_got_them(house: House, fujian: Tenant) -> None:
    def answer(subject: str, hours: int, *, from_client: bool) -> dict[str, object]:
        return {
            "subject": subject,
            "key": f"k{hours}",
            "from_client": from_client,
            "action": "visit:record",
            "body_hash": b"x",
            "answer": "{}",
            "at": NOW - timedelta(hours=hours),
        }

    for subject in (MINE, OTHERS):
        async with house.work(fujian, subject=subject) as work:
            for hours, from_client in ((1, False), (80, False), (90, True)):
                await work.run(insert(idempotency_key).values(**answer(subject, hours, from_client=from_client)))
    async with house.work(fujian, subject=MINE) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(insert(idempotency_key).values(**answer(OTHERS, 2, from_client=False)))
        fresh = select(func.count()).select_from(idempotency_key).where(idempotency_key.c.subject == OTHERS)
        assert await work.value(fresh.where(idempotency_key.c.key == "k1")) == 0
    async with house.work(fujian) as work:  # the purge is nobody's in particular
        assert await work.run(delete(idempotency_key)) == 2
    async with house.work(fujian, subject=MINE) as work:
        left = await work.all(select(idempotency_key.c.key).order_by(idempotency_key.c.key))
    assert [row["key"] for row in left] == ["k1", "k90"]


async def test_bulk_loads_go_through_a_temporary_table(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        with pytest.raises(asyncpg.FeatureNotSupportedError):
            async with work.savepoint():
                await work.connection.copy_records_to_table(
                    "child_class", schema_name="t_fujian", records=[], columns=["child_id"]
                )
        await work.connection.execute(
            "create temp table staged (child_id uuid, division bigint, class text) on commit drop"
        )
        rows = [(two[0], GULOU, "IN_DIFFICULTY")]
        await work.connection.copy_records_to_table("staged", records=rows)
        into = "insert into t_fujian.child_class (child_id, division, class) select * from staged"
        assert await work.connection.execute(into) == "INSERT 0 1"
        await work.connection.execute("truncate staged")
        await work.connection.copy_records_to_table("staged", records=[(two[1], TAIJIANG, "IN_DIFFICULTY")])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.connection.execute(into)


async def test_row_level_security_keeps_the_ordered_index_scan(house: House, fujian: Tenant, place: str) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        await put_child(work)
        columns = ", ".join(
            column.name for column in child.columns if column.computed is None and column.name not in ("id", "division")
        )
        await work.connection.execute(
            f"insert into t_fujian.child (id, division, {columns}) select gen_random_uuid(),"
            f" {GULOU} + (n % 20) * 1000000 + n, {columns} from t_fujian.child, generate_series(1, 8000) n"
        )
    owner = await connect(place)
    await owner.execute("analyze t_fujian.child")
    await owner.close()
    page = f"select id from t_fujian.child where county = {GULOU} order by id limit 50"
    async with house.work(fujian, login=Login.AREA, scope=scope(GULOU)) as work:
        plan = "\n".join(row[0] for row in await work.connection.fetch(f"explain {page}"))
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))
    assert "ix_child_county_id" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_a_row_of_two_places_shows_to_both_and_opens_the_childs_file_to_neither(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    elsewhere = 350104001000
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(
            insert(commission).values(
                id=uuid7(), child_id=two[0], division=GULOU, to_division=elsewhere, status="OFFERED", reason="x",
                child_name="陈小明", due_on=NOW.date(), basis="IN_FORCE", rule="x", citation="x", rule_version="x",
                offered_by="x", offered_at=NOW, created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    there = "{[350104001000,350104002000)}"
    for area, commissions, children in ((scope(GULOU), 1, 1), (there, 1, 0), (scope(TAIJIANG), 0, 1), ("{}", 0, 0)):
        async with house.work(fujian, login=login, scope=area) as work:
            assert await work.value(select(func.count()).select_from(commission)) == commissions, area
            assert await work.value(select(func.count()).select_from(child)) == children, area


async def test_the_other_side_of_a_row_of_two_places_cannot_take_it_elsewhere(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    columns = {"id": uuid7(), "child_id": two[0], "division": GULOU, "residence": GULOU, "other_division": TAIJIANG}
    told = {"child_name": "陈小明", "agreed_on": NOW.date(), "terms": "x", "citation": "x", "rule_version": "x"}
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await work.run(insert(division_of_duties).values(**columns, **told, recorded_by="x", recorded_at=NOW))
    away = update(division_of_duties).values(other_division=350104000000)
    async with house.work(fujian, scope=scope(TAIJIANG)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(away)
