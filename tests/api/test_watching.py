"""The embedded server is killed under a process that serves."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from api.cli.faults import explained
from api.opening import Opened
from api.watching import keep, watched
from settings import Settings
from tenants import embedded
from tenants.embedded import EmbeddedServerError
from tests.support.children import begin, eventually, kill
from tests.support.places import MASTER_KEY, settle
from tests.support.scratch import scratch

RUN = "from api.cli import main; import sys; sys.argv[0] = 'tonghu'; main()"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="tg-", dir=scratch()))
    yield made
    gone = eventually(lambda: not embedded.status(made).running)
    shutil.rmtree(made)
    assert gone, "a share in the server was not given back"


def ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


def follows(folder: Path, lost: int) -> bool:
    return embedded.status(folder).pid not in (lost, None)


async def test_a_lost_server_is_started_again_each_time_and_ends_with_the_service(folder: Path, free_port: int) -> None:
    ours = embedded.start(folder, throwaway=True, settings={"synchronous_commit": "on"})  # a kill loses nothing
    await settle(ours.dsn, ["fujian"])
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")}
    surroundings |= {"TONGHU_DATA_DIR": str(folder), "TONGHU_MASTER_KEY": MASTER_KEY.hex()}
    with begin(RUN, "serve", "--port", str(free_port), env=surroundings) as child:
        try:
            assert eventually(lambda: ready(free_port), 30)
            assert not embedded.stop(ours)
            for _ in range(2):
                lost = embedded.status(folder).pid
                assert lost is not None
                os.kill(lost, signal.SIGKILL)
                assert eventually(partial(follows, folder, lost), 30)
                assert eventually(lambda: ready(free_port), 30)
            child.send_signal(signal.SIGTERM)
            _, err = child.communicate(timeout=60)
        finally:
            kill(child)
    assert err.count("the embedded server was lost and runs again") == 2
    assert "Traceback" not in err
    assert eventually(lambda: not embedded.status(folder).running)


async def test_a_service_whose_data_is_gone_is_asked_to_end_and_says_why(folder: Path) -> None:
    ours = embedded.start(folder, throwaway=True)
    place = Opened(Settings(data_dir=folder, database_url=None), ours.dsn, MASTER_KEY)
    cluster, aside = folder / "postgres" / "cluster", folder / "postgres" / "aside"
    end = asyncio.Event()

    async def serve() -> None:
        async with watched(place, end.set):
            cluster.rename(aside)
            os.kill(ours.pid, signal.SIGKILL)
            await asyncio.wait_for(end.wait(), 15)

    with pytest.raises(EmbeddedServerError, match="已没有其数据") as raised:
        await serve()
    assert explained(raised.value) == str(raised.value)
    assert not cluster.exists()
    aside.rename(cluster)
    again = embedded.start(folder)  # what the killed one left in the system's memory goes with this
    assert not embedded.stop(ours)
    assert embedded.stop(again)


async def test_a_server_that_comes_back_elsewhere_is_not_taken_for_ours(folder: Path) -> None:
    ours = embedded.start(folder, throwaway=True)
    os.kill(ours.pid, signal.SIGKILL)
    with pytest.raises(EmbeddedServerError, match="another port"):
        await keep(folder, ours.dsn.replace("port=5432", "port=5433"), every=0.01)
    assert embedded.stop(ours)
