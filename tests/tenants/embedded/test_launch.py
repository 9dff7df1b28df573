from pathlib import Path

import asyncpg
import pytest

from tenants.embedded import attach, start, status, stop
from tests.support.children import eventually, living, within

START = """
import sys
from pathlib import Path
from tenants.embedded import start
# Killed servers leave their shared memory behind; with this it lies in the data folder.
print(start(Path(sys.argv[1]), settings={"dynamic_shared_memory_type": "mmap"}).pid, flush=True)
"""
ATTACH = """
import sys
from pathlib import Path
from tenants.embedded import attach
print(attach(Path(sys.argv[1])).pid, flush=True)
"""


async def run(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_gives_a_dsn_that_asyncpg_takes(data_dir: Path) -> None:
    server = start(data_dir)
    assert await run(server.dsn, "select current_database()") == "tonghu"
    assert await run(server.dsn_of("postgres"), "select current_database()") == "postgres"
    assert await run(server.dsn, "select current_setting('server_version_num')::int / 10000") == 18
    assert await run(server.dsn, "select pg_encoding_to_char(encoding) || datcollate from pg_database limit 1") == (
        "UTF8C.UTF-8"
    )
    assert server.password not in repr(server)
    assert stop(server)


async def test_keeps_data_between_runs(data_dir: Path) -> None:
    first = start(data_dir)
    await run(first.dsn, "create table kept as select 1 as n")
    assert stop(first)
    second = start(data_dir)
    assert second.dsn == first.dsn
    assert await run(second.dsn, "select n from kept") == 1
    assert stop(second)


async def test_runs_the_settings_asked_for(data_dir: Path) -> None:
    server = start(data_dir, settings={"work_mem": "33MB", "log_line_prefix": "%m it's [%p] "}, throwaway=True)
    assert await run(server.dsn, "show work_mem") == "33MB"
    assert await run(server.dsn, "show log_line_prefix") == "%m it's [%p] "
    assert await run(server.dsn, "show fsync") == "off"
    assert await run(server.dsn, "show max_connections") == "200"
    assert await run(server.dsn, "show shared_preload_libraries") == "pg_stat_statements"
    assert stop(server)


def test_a_second_process_joins_and_keeps_the_server_alive(data_dir: Path) -> None:
    ours = start(data_dir)
    with living(START, str(data_dir)) as (_, theirs):
        assert int(theirs) == ours.pid
        assert not stop(ours)
        assert status(data_dir).running
    assert eventually(lambda: not status(data_dir).running)


def test_attaches_to_a_living_server_only(data_dir: Path) -> None:
    assert attach(data_dir) is None
    with living(START, str(data_dir)) as (_, pid):
        joined = attach(data_dir)
        assert joined is not None
        assert joined.pid == int(pid)
    assert status(data_dir).used
    assert stop(joined)
    assert attach(data_dir) is None


def test_two_starters_at_once_get_one_server(data_dir: Path) -> None:
    with (
        living(START, str(data_dir)) as (_, one),
        living(START, str(data_dir)) as (_, two),
        living(START, str(data_dir)) as (_, three),
    ):
        assert one == two == three


async def test_passwords_are_asked_for_and_kept_from_others(data_dir: Path) -> None:
    server = start(data_dir)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.dsn.replace(server.password, "wrong"))
    assert (data_dir / "postgres" / "superuser.password").stat().st_mode & 0o777 == 0o600
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    assert server.password not in server.log.read_text()
    assert stop(server)


async def test_listens_by_tcp_only_when_asked(data_dir: Path, free_port: int) -> None:
    server = start(data_dir)
    assert await run(server.dsn, "show listen_addresses") == ""
    assert stop(server)
    server = start(data_dir, tcp_port=free_port)
    by_tcp = f"postgresql://tonghu:{server.password}@127.0.0.1:{free_port}/tonghu"
    assert await run(by_tcp, "select 1") == 1
    assert await run(server.dsn, "select 1") == 1
    assert stop(server)


async def test_keeps_statements_and_rows_out_of_its_log(data_dir: Path) -> None:
    server = start(data_dir)
    await run(server.dsn, "create table person (name text primary key)")
    await run(server.dsn, "insert into person values ('张小明')")
    with pytest.raises(asyncpg.UniqueViolationError):
        await run(server.dsn, "insert into person values ('张小明')")
    assert eventually(lambda: "duplicate key" in server.log.read_text())
    assert "张小明" not in server.log.read_text()
    assert stop(server)


async def test_serves_where_the_path_is_too_long_for_a_socket(data_dir: Path) -> None:
    deep = data_dir / ("长" * 40)
    server = start(deep)
    assert await run(server.dsn, "select 1") == 1
    assert len(str(server.socket_dir)) < 100
    assert stop(server)
    server.socket_dir.rmdir()
    assert not within(deep / "postgres" / "cluster")
