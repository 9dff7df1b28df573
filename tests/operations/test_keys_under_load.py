"""Keys are replaced while a server answers: none of its writes fails, and every number that it ever sealed opens."""

import asyncio
import os
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx2

from api.tokens.demo import demo_key, mint
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tenants.rotate_data import rotate_data
from tests.support.commands import commands
from tests.support.forms import number
from tests.support.glass import REVEAL
from tests.support.keys import data_keys
from tests.support.places import GULOU, NOW
from tests.support.planted import speaking
from tests.support.scenes import REGISTER
from tests.support.serving import appoint

WHO = "county@fujian"
NEW = os.urandom(32)
SETTLE = 6.0  # a process believes its reading of the registry for five


def _child(born: date, own: str) -> dict[str, Any]:
    return {
        "name": "单小明", "sex": "MALE", "birthDate": born.isoformat(), "residentId": own, "hukouType": "RURAL",
        "division": "350102001001",
    }  # fmt: skip


async def test_a_server_goes_on_while_master_and_data_keys_are_replaced(
    fresh_url: str, house: House, fujian: Tenant, tmp_path: Path, free_port: int
) -> None:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    (tmp_path / "data").mkdir()
    headers = {"authorization": f"Bearer {mint(demo_key(tmp_path / 'data'), WHO, tenant='fujian', now=NOW)}"}
    sealed: dict[str, str] = {}
    over = asyncio.Event()
    keys = {"TONGHU_NEW_MASTER_KEY": NEW.hex(), "TONGHU_REVEALS_PER_DAY": "100000"}
    with speaking(fresh_url, tmp_path, free_port, TONGHU_LOG_LEVEL="warning", **keys) as server:
        async with httpx2.AsyncClient(base_url=server.address, headers=headers, timeout=60) as client:

            async def ask(query: str, **form: Any) -> dict[str, Any]:
                said = (await client.post("/graphql", json={"query": query, "variables": {"input": form}})).json()
                assert "errors" not in said, said
                (payload,) = said["data"].values()
                assert payload["userErrors"] == [], payload
                found: dict[str, Any] = payload
                return found

            async def opens(child: str) -> None:
                told = await ask(REVEAL, id=child, purpose="CASE_HANDLING", reason="核对身份")
                assert told["residentId"] == sealed[child]

            async def busy() -> None:
                """Seal a new number and open an old one, turn by turn."""
                for index in count():
                    if over.is_set():
                        return
                    born = date(2010, 1, 1) + timedelta(days=index)
                    child = (await ask(REGISTER, **_child(born, own := number(born))))["child"]["id"]
                    sealed[child] = own
                    await opens(list(sealed)[index // 2])
                    await asyncio.sleep(0.1)

            serving = asyncio.create_task(busy())
            await _come(lambda: len(sealed) > 2, serving)
            replaced = await asyncio.to_thread(commands(fresh_url, tmp_path, **keys), "keys", "rotate", "--master")
            assert replaced.returncode == 0, replaced.stderr
            before = len(sealed)
            # The server reads the registry anew within five seconds, and has the new key then.
            await asyncio.sleep(SETTLE)
            rotated = await rotate_data(fresh_url, master_key=NEW, cipher="sm4", code="fujian", settle=SETTLE)
            assert rotated.retired == (1,)
            assert rotated.cells >= before
            during = len(sealed)
            await _come(lambda: len(sealed) > during + 2, serving)
            over.set()
            await serving
            assert during > before > 2
            for child in sealed:
                await opens(child)
    assert await data_keys(fresh_url) == [(1, True, True), (rotated.key, True, False)]


async def _come(true: Callable[[], bool], task: asyncio.Task[None]) -> None:
    """Wait until something is true, unless the task ends before."""
    while not true():
        assert not task.done(), task.exception()
        await asyncio.sleep(0.05)
