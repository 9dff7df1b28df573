"""The server is killed while it writes: what it said yes to stands, and what was asked again is there once."""

import asyncio
from contextlib import suppress
from pathlib import Path

import asyncpg
import httpx2

from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.fleet import HOST, Fleet, fleet
from tests.support.scenes import REGISTER, VILLAGES
from tests.support.serving import appoint
from tests.support.subscribers import PASSING

WRITERS, EACH, KILLS = 6, 12, 3
WHO = "county@fujian"


async def test_a_killed_server_loses_no_write_that_it_said_yes_to_and_a_repeated_key_doubles_none(
    house: House, fujian: Tenant, owner: asyncpg.Connection, fresh_url: str, tmp_path: Path
) -> None:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, VILLAGES["fujian"] // 10**6 * 10**6)
    said: dict[str, str] = {}
    async with fleet(fresh_url, tmp_path) as here:
        await here.begin(nodes=1)
        async with asyncio.TaskGroup() as group:
            for writer in range(WRITERS):
                group.create_task(
                    _register(here, [f"陈{_sign(writer)}{_sign(10 + number)}" for number in range(EACH)], said)
                )
            for kill in range(1, KILLS + 1):
                while len(said) < kill * WRITERS * EACH // (KILLS + 1):  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
                here.nodes[here.node()].kill()
    kept = await owner.fetch("SELECT name, id FROM t_fujian.child")
    assert sorted((row["name"], f"child_{row['id']}") for row in kept) == sorted(said.items())
    assert len(said) == WRITERS * EACH
    told = await owner.fetchval(
        "SELECT count(*) FROM (SELECT subject FROM t_fujian.outbox WHERE kind = 'CHILD_REGISTERED'"
        " UNION ALL SELECT subject FROM t_fujian.event_log WHERE kind = 'CHILD_REGISTERED') o"
    )
    assert told == len(said)


def _sign(number: int) -> str:
    return chr(ord("安") + number)


async def _register(here: Fleet, names: list[str], said: dict[str, str]) -> None:
    """Register children one after the other, each asked for with one key until the server says yes."""
    headers = {"authorization": f"Bearer {here.token(WHO)}"}
    async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
        for name in names:
            form = {"name": name, "sex": "MALE", "birthDate": "2016-05-01", "residentIdMissing": "NOT_PROVIDED"}
            form |= {"division": str(VILLAGES["fujian"]), "hukouType": "RURAL", "idempotencyKey": name}
            while name not in said:
                with suppress(httpx2.HTTPError):
                    body = {"query": REGISTER, "variables": {"input": form}}
                    answer = (
                        await client.post(f"http://{HOST}:{here.node()}/graphql", json=body, headers=headers)
                    ).json()
                    if errors := answer.get("errors"):
                        assert {error["extensions"]["code"] for error in errors} <= PASSING, errors
                    else:
                        payload = answer["data"]["registerChild"]
                        assert payload["userErrors"] == [], payload
                        said[name] = payload["child"]["id"]
                await asyncio.sleep(0.01)
