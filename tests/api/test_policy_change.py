"""Policies change under processes that answer: each of them sees it within five seconds, in both directions."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert

from api.ports import free_port
from api.tokens.demo import demo_key, mint
from records.access import role_assignment
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.children import begin, eventually, kill
from tests.support.commands import commands
from tests.support.places import GULOU, MASTER_KEY, NOW, TAIJIANG, put_child

WITHIN = 5.0
HOST = "127.0.0.1"
TONGHU = "from api.cli import main; main()"
CHILD = "query($id: ID!) { child(id: $id) { name hukouType masked } viewer { actions } }"
Serve = Callable[[], str]


@pytest.fixture
def serve(fresh_url: str, tmp_path: Path) -> Iterator[Serve]:
    """Starts processes that serve the test's database; each gives its address."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": fresh_url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(tmp_path / "data"),
        "TONGHU_NOW": NOW.isoformat(),
    }
    with ExitStack() as running:

        def start() -> str:
            address = f"http://{HOST}:{(port := free_port(HOST))}"
            child = running.enter_context(begin(TONGHU, "serve", "--port", str(port), env=surroundings))
            running.callback(kill, child)
            assert eventually(lambda: _ready(address), 60)
            return address

        yield start


def _ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


async def test_every_process_answers_by_the_new_policies_within_seconds(
    house: House, fujian: Tenant, fresh_url: str, tmp_path: Path, serve: Serve
) -> None:
    async with house.work(fujian, scope="{(,)}", subject="admin@fujian") as work:
        children = {place: f"child_{await put_child(work, division=place + 1001)}" for place in (GULOU, TAIJIANG)}
        for place in children:
            row = {"id": uuid7(), "subject": f"{place}@fujian", "role": "COUNTY_OFFICER", "division": place}
            row |= {"valid_from": NOW, "granted_by": "admin@fujian", "created_at": NOW}
            await work.run(insert(role_assignment).values(row))
    key = demo_key(tmp_path / "data")
    tokens = {place: mint(key, f"{place}@fujian", tenant="fujian", now=NOW) for place in children}
    tonghu = commands(fresh_url, tmp_path)
    addresses = [serve(), serve()]

    def asked(address: str, place: int) -> Any:
        headers = {"authorization": f"Bearer {tokens[place]}"}
        body = {"query": CHILD, "variables": {"id": children[place]}}
        answer = httpx2.post(f"{address}/graphql", json=body, headers=headers, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def sees(place: int) -> list[Any]:
        """What each process shows of the own child: nothing, or its hukou, and whether it says that this is masked."""
        found = [asked(address, place)["child"] for address in addresses]
        return [one and (one["hukouType"], "hukouType" in one["masked"]) for one in found]

    def apply(*lines: str) -> None:
        (tmp_path / "fujian.csv").write_text("\n".join(lines), "utf-8")
        done = tonghu("policy", "apply", "fujian", "fujian.csv")
        assert done.returncode == 0, done.stderr

    def within_seconds(wanted: dict[int, Any]) -> None:
        begun = time.monotonic()
        assert eventually(lambda: {place: sees(place) for place in wanted} == wanted, WITHIN), {
            place: sees(place) for place in wanted
        }
        assert time.monotonic() - begun < WITHIN

    shown, hidden = [("RURAL", False)] * 2, [(None, True)] * 2
    assert {place: sees(place) for place in children} == {GULOU: shown, TAIJIANG: shown}

    apply("p, COUNTY_OFFICER, fujian, child:location, show, deny")
    within_seconds({GULOU: hidden, TAIJIANG: hidden})
    apply(f"p, COUNTY_OFFICER, fujian/{GULOU}, child:location, show, deny")
    within_seconds({GULOU: hidden, TAIJIANG: shown})
    apply(
        f"p, COUNTY_OFFICER, fujian/{GULOU}, child, area, deny",
        "p, COUNTY_OFFICER, fujian, child, close, deny",
    )
    within_seconds({GULOU: [None, None], TAIJIANG: shown})
    assert all("child:close" not in asked(address, TAIJIANG)["viewer"]["actions"] for address in addresses)
    apply("# nothing is narrowed any more")
    within_seconds({GULOU: shown, TAIJIANG: shown})
    assert all("child:close" in asked(address, TAIJIANG)["viewer"]["actions"] for address in addresses)
