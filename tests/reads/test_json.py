"""JSON made in Postgres says what Python would have said, for every text that can be stored."""

import json as standard
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
)

from reads import json
from tenants.statement import compile_statement

NASTY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
table = Table(
    "t",
    MetaData(),
    Column("text", Text),
    Column("uuid", Uuid),
    Column("date", Date),
    Column("moment", DateTime(timezone=True)),
    Column("number", Integer),
    Column("truth", Boolean),
    Column("money", Numeric(10, 2)),
    Column("list", ARRAY(Text)),
)


async def said(connection: asyncpg.Connection, name: str, value: Any) -> Any:
    column = table.c[name]
    bound = bindparam("value", value, type_=column.type)
    made = json.members([("k", json.value(column, bound))])
    sql, arguments = compile_statement(select(made), None)
    return standard.loads(await connection.fetchval(sql, *arguments))["k"]


@QUIET
@given(text=NASTY)
async def test_free_text_is_escaped(owner: asyncpg.Connection, text: str) -> None:
    assert await said(owner, "text", text) == text


@QUIET
@given(texts=st.lists(NASTY, max_size=4))
async def test_texts_in_a_list_are_escaped(owner: asyncpg.Connection, texts: list[str]) -> None:
    assert await said(owner, "list", texts) == texts


@QUIET
@given(
    pair=st.one_of(
        st.tuples(st.just("uuid"), st.uuids()),
        st.tuples(st.just("date"), st.dates(date(1900, 1, 1), date(2200, 1, 1))),
        st.tuples(st.just("number"), st.integers(-(2**31), 2**31 - 1)),
        st.tuples(st.just("truth"), st.booleans()),
        st.tuples(st.just("money"), st.decimals(-10_000_000, 10_000_000, places=2)),
    )
)
async def test_values_that_need_no_escaping_are_what_they_were(
    owner: asyncpg.Connection, pair: tuple[str, UUID | date | int | bool | Decimal]
) -> None:
    name, value = pair
    expected = value if isinstance(value, (bool, int)) else str(value)
    assert await said(owner, name, value) == expected
    assert await said(owner, name, None) is None


@QUIET
@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - the zone is added below
async def test_times_keep_their_moment_and_have_an_offset(owner: asyncpg.Connection, moment: datetime) -> None:
    moment = moment.replace(tzinfo=timezone(timedelta(hours=8)))
    read = datetime.fromisoformat(await said(owner, "moment", moment))
    assert read == moment
    assert read.tzinfo is not None


async def test_an_object_of_more_members_than_a_function_takes_arguments(owner: asyncpg.Connection) -> None:
    made = json.members([(f"k{number}", json.settled(number)) for number in range(50)])
    wide = json.members(
        [(f"k{number}", json.value(table.c.text, bindparam(None, "值", unique=True))) for number in range(150)]
    )
    for element, expected in ((made, 50), (wide, 150)):
        sql, arguments = compile_statement(select(element), None)
        assert len(standard.loads(await owner.fetchval(sql, *arguments))) == expected


async def test_a_constant_stands_as_it_is(owner: asyncpg.Connection) -> None:
    text = "100% %s '' \" \\ {0} $1 :x 值"
    for element in (json.settled(text), json.joined(["[", json.settled(text), "]"])):
        sql, arguments = compile_statement(select(element), None)
        assert standard.loads(await owner.fetchval(sql, *arguments)) in (text, [text])
