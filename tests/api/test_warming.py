"""Plans of trusted documents are there before anybody asks, for the roles that are held and where they are held."""

import asyncio
from pathlib import Path

from api.identity import Identity
from api.tokens.demo import demo_key, demo_verifier
from api.trusted import Trusted
from api.warming import warm
from policies.source import baseline
from records.codes import Role
from schema.execute import operations, planned
from schema.operations import Operation
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of
from tests.support.places import GULOU, put_child
from tests.support.serving import appoint, served
from tests.support.trusting import trust

VILLAGE = 350102001001
BY_ID = "query Warm1($id: ID!) { child(id: $id) { name riskLevel } }"
LIST = """query Warm2($first: Int! = 20, $place: DivisionCode!) {
  children(first: $first, where: {division: $place}) { nodes { name } } }"""
COMPUTED = "query Warm3 { viewer { subject } }"


async def test_the_first_request_finds_its_plan(house: House, fujian: Tenant, tmp_path: Path) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    await appoint(house, fujian, "other@fujian", Role.COUNTY_OFFICER, GULOU + 1_000_000)
    await appoint(house, fujian, "director@fujian", Role.CHILD_DIRECTOR, VILLAGE)
    async with house.work(fujian, scope="{(,)}") as work:
        key = await put_child(work, division=VILLAGE)
    await trust(house, fujian, BY_ID, LIST, COMPUTED)
    identity = Identity(house, demo_verifier(demo_key(tmp_path), house.clock), baseline())
    # Two documents for two roles, each at one level; what Python computes has no plan.
    assert await warm(identity, fujian, await Trusted(house).of(fujian)) == 4
    for role, place in ((Role.COUNTY_OFFICER, GULOU), (Role.CHILD_DIRECTOR, VILLAGE)):
        warm_ones = [one for text in (BY_ID, LIST) if (one := operations().find(text, None)) is not None]
        before = [count(operation) for operation in warm_ones]
        caller = caller_of(house, role, place)
        found = await planned(house, fujian, caller, BY_ID, variables={"id": f"child_{key}"}, operation_name="Warm1")
        assert isinstance(found, bytes)
        listed = await planned(house, fujian, caller, LIST, variables={"place": str(place)})
        assert isinstance(listed, bytes)
        assert "陈小明" in found.decode()
        assert "陈小明" in listed.decode()
        assert [count(operation) for operation in warm_ones] == before == [2, 2]  # none was made for it


async def test_a_process_warms_at_its_start_and_when_more_is_trusted(
    house: House, fujian: Tenant, tmp_path: Path
) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    await trust(house, fujian, "query Warm4 { children { nodes { id } } }")
    async with served(house, tmp_path):
        assert await known("query Warm4 { children { nodes { id } } }")


async def known(text: str) -> bool:
    """Tell whether an operation has a plan within seconds."""
    for _ in range(500):
        if any(count(operation) for operation in [operations().find(text, None)] if operation is not None):
            return True
        await asyncio.sleep(0.01)
    return False


def count(operation: Operation) -> int:
    return sum(shapes.size for shapes in operation._shapes.values())  # noqa: SLF001 (nobody else asks how many)
