"""Keeps the embedded server running under a process that serves: one that was lost is started again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from api.opening import Opened
from tenants import embedded
from tenants.embedded import EmbeddedServerError

LOG = logging.getLogger("tonghu.serving")
EVERY = 1.0  # seconds between two looks


@asynccontextmanager
async def watched(place: Opened, end: Callable[[], object]) -> AsyncIterator[None]:
    """Keep the database of the block running where it is the embedded server; others are their owner's care.

    When it cannot be started again, `end` asks the block to end, and `EmbeddedServerError` tells why after it.
    """
    if place.settings.database_url is not None:
        yield
        return
    watching = asyncio.create_task(keep(place.settings.data_dir, place.url))
    watching.add_done_callback(lambda _: end())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.wait([watching])
        if not watching.cancelled():
            watching.result()


async def keep(data_dir: Path, url: str, *, every: float = EVERY) -> None:
    """Look after the server of a data folder, in which the caller has a share, for ever.

    `url` is where the process expects it. Raises `EmbeddedServerError` when it cannot be had there again.
    """
    while True:
        await asyncio.sleep(every)
        if not (await asyncio.to_thread(embedded.status, data_dir)).running:
            await asyncio.to_thread(_start_again, data_dir, url)
            LOG.warning("内嵌数据库已中断，现已重新启动 / the embedded server was lost and runs again")


def _start_again(data_dir: Path, url: str) -> None:
    if not (data_dir / "postgres" / "cluster").exists():
        # Not to be made anew: the process would go on with an empty one.
        raise EmbeddedServerError(
            f"内嵌数据库已中断，且 {data_dir} 中已没有其数据，服务停止。",
            f"The embedded server was lost, and its data in {data_dir} is gone: the service ends.",
        )
    server = embedded.start(data_dir)
    # The share that this process took first still stands, and keeps the new server as it kept the old one.
    embedded.stop(server)
    if server.dsn != url:
        raise EmbeddedServerError(
            f"内嵌数据库（{data_dir}）被其他程序以不同的端口重新启动，服务停止。",
            f"Another program started the embedded server of {data_dir} again with another port: the service ends.",
        )
