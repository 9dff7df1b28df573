from datetime import date
from typing import Protocol

import asyncpg
import pytest

from care.divisions.load import load
from care.divisions.scope import multirange
from care.divisions.table import divisions

ALL = "SELECT code, name, level, parent, reports_to, valid_from, valid_to, source, verified FROM platform.divisions"

# Where each row lies on disk: changes when a row is written, even with the same values.
PLACES = "SELECT md5(string_agg(ctid::text, ',' ORDER BY code)) FROM platform.divisions"


class Work(Protocol):
    @property
    def connection(self) -> asyncpg.Connection: ...


async def test_the_table_holds_the_shipped_rows_and_a_second_load_changes_nothing(platform_work: Work) -> None:
    connection = platform_work.connection
    shipped = list(divisions())
    assert await load(connection) == len(shipped)
    assert [tuple(row) for row in await connection.fetch(f"{ALL} ORDER BY code")] == shipped
    places = await connection.fetchval(PLACES)
    assert await load(connection) == 0
    assert await connection.fetchval(PLACES) == places


async def test_a_load_repairs_what_differs_and_keeps_what_the_file_does_not_hold(platform_work: Work) -> None:
    connection = platform_work.connection
    await load(connection)
    await connection.execute("DELETE FROM platform.divisions WHERE code = 350102001001")
    await connection.execute("UPDATE platform.divisions SET reports_to = parent WHERE code = 350128000000")
    await connection.execute("UPDATE platform.divisions SET valid_from = NULL WHERE code = 653228000000")
    await connection.execute(
        "UPDATE platform.divisions SET verified = false, source = 'ledger:fujian' WHERE code = 350102001002"
    )
    await connection.execute(
        "INSERT INTO platform.divisions VALUES (350102001999, '新村', 'VILLAGE', 350102001000, 350102001000,"
        " NULL, NULL, 'ledger:fujian', false)"
    )
    assert await load(connection) == 4
    shipped = list(divisions())
    rows = {row["code"]: tuple(row) for row in await connection.fetch(ALL)}
    assert rows.pop(350102001999)[1] == "新村"
    assert sorted(rows.values()) == shipped
    assert rows[653228000000][5] == date(2024, 12, 27)


@pytest.mark.parametrize(
    "areas", [[], [350000000000], [350100000000], [350128000000, 350100000000], [350200000000, 350102001012]]
)
async def test_postgres_reads_and_prints_a_scope_as_we_write_it(platform_work: Work, areas: list[int]) -> None:
    text = multirange(areas)
    assert await platform_work.connection.fetchval("SELECT ($1::text::int8multirange)::text", text) == text
