"""Fake desks beside the demo: programs of examples/, which take reports and answer them as an office's system would."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final, cast

from joserfc.jwk import OKPKey
from rich.console import Console

from api.opening import Opened
from api.tokens.demo import mint
from settings import Settings

PROGRAM: Final = Path(__file__).parents[2] / "examples" / "receivers" / "python" / "desk.py"
DESKS: Final = ("police", "education")
PAUSE: Final = 5.0  # seconds until a desk that ended is started again, with a new token


@asynccontextmanager
async def attended(tenant: str, url: str, settings: Settings, key: OKPKey, console: Console) -> AsyncIterator[None]:
    """Run a tenant's police desk and education bureau while the block lasts; what they say goes to the console."""
    tasks = [asyncio.create_task(_attend(name, tenant, url, settings, key, console)) for name in DESKS]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def within_reach(place: Opened) -> Opened:
    """Let webhooks go to this machine, too, where the desks listen."""
    allowed = (*place.settings.outgoing_allow, IPv4Network("127.0.0.1/32"))
    return replace(place, settings=place.settings.model_copy(update={"outgoing_allow": allowed}))


async def _attend(name: str, tenant: str, url: str, settings: Settings, key: OKPKey, console: Console) -> None:
    subject, clock = f"{name}-desk@{tenant}", settings.clock()
    state = settings.data_dir / f"{subject}.state"
    surroundings = {**os.environ, "TONGHU_URL": url, "no_proxy": "127.0.0.1"}
    if settings.now is not None:
        surroundings["TONGHU_NOW"] = settings.now.isoformat()
    while True:
        surroundings["TONGHU_TOKEN"] = mint(key, subject, tenant=tenant, now=clock())
        words = [sys.executable, str(PROGRAM), name, str(state)]
        desk = await asyncio.create_subprocess_exec(*words, env=surroundings, stdout=PIPE, stderr=STDOUT)
        try:
            async for line in cast(asyncio.StreamReader, desk.stdout):
                console.print(f"{subject}: {line.decode().rstrip()}", highlight=False, markup=False, soft_wrap=True)
        finally:
            if desk.returncode is None:
                desk.terminate()
            await desk.wait()
        await asyncio.sleep(PAUSE)
