"""Who uses what is deprecated is counted at every door and told to operators; what is deprecated is marked here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx2
import pytest
import websockets

from api.client import CLIENT
from api.telemetry.observed import telemetry_of
from api.usage import CLIENTS, Usage, Used, used
from records.codes import Role
from schema import documents, uses
from schema.build import core
from schema.execute import built
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of
from tests.support.commands import commands
from tests.support.places import GULOU, NOW
from tests.support.serving import Served, appoint, served
from tests.support.streaming import Client as SocketClient

WHO, ELEMENT, TODAY = "county@fujian", "Viewer.name", NOW.date()
QUERY = "{ viewer { name } }"


@pytest.fixture
def deprecated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Viewer.name is deprecated for this test, in the very schema that the doors answer by."""
    schema = core(built()[0])
    field = schema.type_map["Viewer"].fields["name"]  # type: ignore[attr-defined]
    with monkeypatch.context() as marked:
        marked.setattr(field, "deprecation_reason", "Since 2026-11-27, until 2027-03-01: use Viewer.subject.")
        forget()
        yield
    forget()


def forget() -> None:
    """Have documents looked at anew."""
    uses._elements.cache_clear()  # noqa: SLF001 (the marked schema is the same object as before)
    documents._remembered.cache_clear()  # noqa: SLF001


async def post(server: Served, query: str, **headers: str) -> None:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent["authorization"] = f"Bearer {server.token(WHO)}"
    async with httpx2.AsyncClient(base_url=server.address, headers=sent, trust_env=False) as client:
        assert (await client.post("/graphql", json={"query": query})).status_code == 200


async def over_a_socket(server: Served, query: str, client: str) -> None:
    address = server.address.replace("http", "ws") + "/graphql"
    async with websockets.connect(address, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as opened:
        socket = SocketClient(opened)
        payload = {"authorization": f"Bearer {server.token(WHO)}", CLIENT: client}
        await socket.send(type="connection_init", payload=payload)
        assert await socket.receive() == {"type": "connection_ack"}
        await socket.subscribe(query=query)
        assert (await socket.receive())["type"] == "next"


async def test_operators_see_which_client_uses_it_by_whichever_door(
    house: House, fujian: Tenant, fresh_url: str, tmp_path: Path, deprecated: None
) -> None:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    telemetry = telemetry_of(house)
    async with served(house, tmp_path, telemetry=telemetry) as server:
        for _ in range(2):
            await post(server, QUERY, apollographql_client_name="village-phone")
        await post(server, QUERY, apollographql_client_name="village-phone", accept="text/event-stream")
        await over_a_socket(server, QUERY, "county-screen")
        await post(server, QUERY, apollographql_client_name="<what ever>")
        await post(server, "{ viewer { subject } }", apollographql_client_name="village-phone")
    # The application writes what is left when it ends.
    assert await used(house, 90) == [
        Used(ELEMENT, "fujian", "-", 1, TODAY),
        Used(ELEMENT, "fujian", "county-screen", 1, TODAY),
        Used(ELEMENT, "fujian", "village-phone", 3, TODAY),
    ]
    told = f'tonghu_deprecated_total{{client="village-phone",element="{ELEMENT}",tenant="fujian"}} 3.0'
    assert told in telemetry.metrics.text().decode()
    shown = commands(fresh_url, tmp_path)("schema", "usage", "--days", "7")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"{ELEMENT}\tfujian\tvillage-phone\t3\t{TODAY}" in shown.stdout.splitlines()


async def test_counts_of_several_processes_and_days_add_up_and_old_ones_go(
    house: House, owner: asyncpg.Connection
) -> None:
    caller = replace(caller_of(house, Role.COUNTY_OFFICER, GULOU), client="phone")
    for ago in (0, 0, 1, 100, 500):
        usage = Usage(house, telemetry_of(house).metrics)
        house.clock = lambda ago=ago: NOW - timedelta(days=ago)  # type: ignore[misc]
        usage.note(caller, frozenset({ELEMENT}))
        await usage.write()
        await usage.write()  # nothing is counted twice
    house.clock = lambda: NOW
    assert await used(house, 90) == [Used(ELEMENT, "fujian", "phone", 3, TODAY)]
    usage = Usage(house, telemetry_of(house).metrics)
    usage.note(caller, frozenset({ELEMENT}))
    await usage.write()
    assert await owner.fetchval("SELECT min(day) FROM platform.schema_usage") == TODAY - timedelta(days=100)


async def test_names_without_end_are_counted_together(house: House) -> None:
    usage = Usage(house, telemetry_of(house).metrics)
    caller = caller_of(house, Role.COUNTY_OFFICER, GULOU)
    for number in range(CLIENTS + 5):
        usage.note(replace(caller, client=f"app-{number}"), frozenset({ELEMENT}))
    await usage.write()
    found = {one.client: one.uses for one in await used(house, 1)}
    assert len(found) == CLIENTS + 1
    assert found["other"] == 5


async def test_who_fills_the_places_with_names_makes_room_for_who_is_used_more(house: House) -> None:
    metrics = telemetry_of(house).metrics
    usage = Usage(house, metrics)
    caller = caller_of(house, Role.COUNTY_OFFICER, GULOU)
    for number in range(2 * CLIENTS):
        usage.note(replace(caller, client=f"junk-{number}"), frozenset({ELEMENT}))
    for _ in range(4):
        usage.note(replace(caller, client="village-phone"), frozenset({ELEMENT}))
    await usage.write()
    found = {one.client: one.uses for one in await used(house, 1)}
    assert found["village-phone"] == 3  # the first had no place yet
    text = metrics.text().decode()
    assert f'tonghu_deprecated_total{{client="village-phone",element="{ELEMENT}",tenant="fujian"}} 3.0' in text
    assert text.count("tonghu_deprecated_total{") == CLIENTS + 1  # one made room, the others are told together


async def test_what_could_not_be_written_is_kept(house: House, owner: asyncpg.Connection) -> None:
    usage = Usage(house, telemetry_of(house).metrics)
    usage.note(caller_of(house, Role.COUNTY_OFFICER, GULOU), frozenset({ELEMENT}))
    await owner.execute("ALTER TABLE platform.schema_usage RENAME TO gone")
    with pytest.raises(asyncpg.UndefinedTableError):
        await usage.write()
    await owner.execute("ALTER TABLE platform.gone RENAME TO schema_usage")
    await usage.write()
    assert [one.uses for one in await used(house, 1)] == [1]
