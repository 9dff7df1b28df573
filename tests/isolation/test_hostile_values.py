"""Values are values: whatever a text holds, it is stored and found as it was, and changes nothing else."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, delete, func, select

from records.child import child
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, open_house, put_child, scope

HOSTILE = [
    "'; DROP SCHEMA t_fujian CASCADE; --",
    "x' OR '1'='1",
    "$1",
    "$$; DROP TABLE t_fujian.child; $$",
    "\\'; SELECT pg_sleep(10); --",
    "__[SCHEMA_tenant].child",
    "__[POSTCOMPILE_named]",
    ":named %s %(named)s {named}",
    "t_jilin.child",
    "\u2028\u2029\u200b\ufeff",
    "𠮷䶮·阿卜杜拉",
    "\x01\x1f\x7f",
    '{"a": "\\u0000"}',
]
NAMED = select(child.c.name, func.count().over()).where(child.c.name == bindparam("named"))


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_hostile_name_is_only_a_name(house: House, fujian: Tenant, jilin: Tenant, hostile: str) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        key = await put_child(work, hostile)
        for statement in (NAMED, select(child.c.name, func.count().over()).where(child.c.name.in_([hostile]))):
            rows = await work.all(statement, **({"named": hostile} if statement is NAMED else {}))
            assert [tuple(row) for row in rows] == [(hostile, 1)]
        cell = work.keys.encrypt(hostile, table="child", row=key, field="name")
        assert work.keys.decrypt(cell, table="child", row=key, field="name") == hostile
        await work.run(delete(child).where(child.c.id == key))
    for tenant in (fujian, jilin):
        async with house.work(tenant, login=Login.AREA, scope="{(,)}") as work:
            assert await work.value(select(func.count()).select_from(child).where(child.c.id == key)) == 0


@given(subject=st.text(max_size=255))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_subject_is_kept_exactly_or_refused(place: str, subject: str) -> None:
    async with open_house(place) as house:
        fujian = await house.tenant("fujian")
        assert fujian is not None
        try:
            async with house.work(fujian, subject=subject) as work:
                kept = await work.connection.fetchval("select current_setting('app.subject')")
        except (ValueError, UnicodeEncodeError):
            return
        assert kept == subject


async def test_a_key_that_is_no_key_finds_nothing(house: House, fujian: Tenant) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        assert await work.one(select(child.c.id).where(child.c.id == uuid4())) is None
        with pytest.raises(Exception, match="invalid"):
            await work.one(select(child.c.id).where(child.c.id == bindparam("key")), key="' or true --")
