import os
import signal
import time
from pathlib import Path

import asyncpg
import pytest

from tenants.embedded import start, status, stop
from tests.support.children import begin, eventually, kill, living, within
from tests.tenants.embedded.test_launch import ATTACH, START, run


async def count(dsn: str) -> object:
    return await run(dsn, "select count(*) from kept")


async def test_survives_kill_9_of_the_server(data_dir: Path) -> None:
    server = start(data_dir, settings={"dynamic_shared_memory_type": "mmap"})
    await run(server.dsn, "create table kept as select generate_series(1, 1000) as n")
    os.kill(server.pid, signal.SIGKILL)
    again = start(data_dir)
    assert again.pid != server.pid
    assert await count(again.dsn) == 1000
    assert not stop(again)  # the first share stands
    assert stop(server)


async def test_kill_9_of_the_last_user_leaves_no_server_and_loses_nothing(data_dir: Path) -> None:
    with living(START, str(data_dir)) as (owner, _):
        ours = start(data_dir)
        await run(ours.dsn, "create table kept as select generate_series(1, 1000) as n")
        connection = await asyncpg.connect(ours.dsn)  # an open connection must not hold the server back
        assert not stop(ours)
        assert await connection.fetchval("select 1") == 1
        kill(owner)
        assert eventually(lambda: not within(data_dir / "postgres" / "cluster"), 5)
        connection.terminate()
    again = start(data_dir)
    assert await count(again.dsn) == 1000
    assert stop(again)


@pytest.mark.parametrize("seconds", [0.15, 0.3, 0.5, 0.8])
def test_kill_9_of_a_starter_leaves_nothing_half(data_dir: Path, seconds: float) -> None:
    with begin(START, str(data_dir)) as child:
        time.sleep(seconds)
        kill(child)
    server = start(data_dir)
    assert status(data_dir).pid == server.pid
    assert stop(server)


async def test_kill_9_of_the_keeper_is_made_good_by_the_next_user(data_dir: Path) -> None:
    with living(START, str(data_dir)) as (owner, pid):
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        os.kill(keeper, signal.SIGKILL)
        with living(ATTACH, str(data_dir)) as (_, same):
            assert same == pid
            kill(owner)
            assert status(data_dir).running
    assert eventually(lambda: not status(data_dir).running)


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(data_dir: Path) -> None:
    # Where the tests themselves run in the background of a script, they and their children would not hear Ctrl+C.
    heard = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{START}"
    with living(heard, str(data_dir), start_new_session=True) as (owner, pid):
        ours = start(data_dir)
        os.killpg(owner.pid, signal.SIGINT)
        owner.wait()
        assert status(data_dir).pid == int(pid)
        assert stop(ours)
