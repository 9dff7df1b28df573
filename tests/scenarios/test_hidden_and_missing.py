"""Hidden, missing and foreign are one: the same statements and the same body, for queries and for changes.

Of queries Postgres makes the same plans as well, and takes its time by these.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import orjson
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from policies.caller import Caller
from records.codes import Role
from records.ids import uuid7
from schema.build import core
from schema.execute import built, execute
from tests.architecture.test_every_mutation_asks import MUTATIONS, some
from tests.scenarios.conftest import Stage
from tests.support.population import populate
from tests.support.scenes import Scene

OTHER_COUNTY = 350103000000
# Under one id of a kind there may be more than one name for it in inputs.
NAMES = {"id": "child", "childIds": "child", "submissionId": "duty"}
KINDS = {
    "updateHousehold": "household",
    "updateGuardian": "guardian",
    "correctVisit": "visit",
    "updateTrainee": "trainee",
}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Told = tuple[list[tuple[str, tuple[str, ...]]], Any]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What reaches Postgres, as asyncpg's own query log tells; asked for before the house is opened."""
    seen: list[Any] = []
    original = asyncpg.connect

    async def connected(*words: Any, **options: Any) -> asyncpg.Connection:
        connection = await original(*words, **options)
        connection.add_query_logger(seen.append)
        return connection

    monkeypatch.setattr(asyncpg, "connect", connected)
    return seen


@pytest.fixture
async def planner(server_url: str, theatre_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that may ask for the plans of all logins."""
    connection = await asyncpg.connect(server_url, database=urlsplit(theatre_url).path.lstrip("/"))
    yield connection
    await connection.close()


async def plans(planner: asyncpg.Connection, statements: list[Any]) -> list[Any]:
    """Give the whole plans of what a login read with these arguments: nodes, indexes, conditions, without the keys."""
    found = []
    # What the trail writes of a read has the moment in it.
    for one in [one for one in statements if "t_fujian" in one.query and one.query.startswith("SELECT")]:
        async with planner.transaction():
            await planner.execute(f'SET LOCAL ROLE "{one.conn_params.user}"')
            plan = await planner.fetchval(f"EXPLAIN (FORMAT JSON, COSTS OFF, VERBOSE) {one.query}", *one.args)
            found.append(orjson.loads(UUID.sub("key", plan)))
    assert found
    return found


async def told(here: Scene, who: Caller, statements: list[Any], query: str, **given: Any) -> Told:
    """Ask, and give the statements with the types of their arguments, and the body."""
    await asyncio.sleep(0.01)  # asyncpg tells its loggers in the loop's next turn
    statements.clear()
    answer = await execute(here.house, await here.house.tenant("fujian"), who, query, variables=given)
    await asyncio.sleep(0.01)
    # Which tenants there are, and which types a new connection knows, is read now and then, whoever asks.
    asked = [one for one in statements if "t_fujian" in one.query]
    return [(one.query, tuple(type(value).__name__ for value in one.args)) for one in asked], answer


def strangers(here: Scene) -> list[Caller]:
    """Give those who see rows of each kind somewhere, and none of this child."""
    listed = here.caller(Role.PROTECTION_CENTRE, OTHER_COUNTY, subject="nobody@fujian")
    return [
        here.caller(Role.COUNTY_OFFICER, OTHER_COUNTY),
        here.caller(Role.CHILD_DIRECTOR, OTHER_COUNTY + 1001, subject="stranger@fujian"),
        here.caller(Role.PROVINCE_OFFICER),
        here.caller(Role.SCHOOL, OTHER_COUNTY),
        listed,
    ]


async def test_nodes_are_as_hidden_as_missing_and_foreign_ones(
    statements: list[Any], planner: asyncpg.Connection, scene: Stage
) -> None:
    here, there = scene("fujian"), scene("jilin")
    ids = (await populate(here)).ids
    foreign = (await there.register()).partition("_")[2]
    query = "query($id: ID!) { node(id: $id) { __typename id } }"
    for who in strangers(here):
        for kind, key in ids.items():
            if kind in ("trainee", "broughtCase", "duty") and who.role is Role.PROVINCE_OFFICER:
                continue  # what lies in sight there
            hidden = await told(here, who, statements, query, id=key)
            assert hidden[1] == {"data": {"node": None}}, (who.role, kind)
            assert hidden[0]
            planned = await plans(planner, statements)
            for other in (f"{kind}_{uuid7()}", f"{kind}_{foreign}"):
                assert await told(here, who, statements, query, id=other) == hidden, (who.role, kind)
                assert await plans(planner, statements) == planned, (who.role, kind)


def lists_about_a_child() -> Iterator[tuple[str, str]]:
    """Give the lists that may be asked for what is about one child, and the type of their question."""
    query = core(built()[0]).query_type
    assert query is not None
    for name, field in query.fields.items():
        where = get_named_type(field.args["where"].type) if "where" in field.args else None
        if isinstance(where, GraphQLInputObjectType) and "child" in where.fields and "first" in field.args:
            yield name, where.name


async def test_lists_about_a_hidden_child_are_those_about_a_missing_one(
    statements: list[Any], planner: asyncpg.Connection, scene: Stage
) -> None:
    here, there = scene("fujian"), scene("jilin")
    hidden_one = (await populate(here)).ids["child"]
    foreign = await there.register()
    lists = dict(lists_about_a_child())
    assert len(lists) > 5
    for who in strangers(here):
        for name, kind in lists.items():
            query = (
                f"query($where: {kind}) {{ {name}(where: $where, first: 5) {{ totalCount nodes {{ __typename }} }} }}"
            )
            hidden = await told(here, who, statements, query, where={"child": hidden_one})
            assert not ((hidden[1]["data"] or {}).get(name) or {}).get("nodes"), (who.role, name)
            planned = await plans(planner, statements)
            for other in (f"child_{uuid7()}", foreign):
                assert await told(here, who, statements, query, where={"child": other}) == hidden, (who.role, name)
                assert await plans(planner, statements) == planned, (who.role, name)


async def test_changes_refuse_hidden_rows_as_they_refuse_missing_and_foreign_ones(
    statements: list[Any], scene: Stage
) -> None:
    here, there = scene("fujian"), scene("jilin")
    ids = (await populate(here)).ids
    foreign = (await there.register()).partition("_")[2]
    refused = set()
    for who in strangers(here):
        for name, field in MUTATIONS.items():
            ((argument, its),) = field.args.items()
            made = some(its.type, argument)
            form = made[0] if isinstance(made, list) else made
            for member, taken in get_named_type(its.type).fields.items():
                kind = KINDS.get(name) or NAMES.get(member) or re.sub("Id$", "", member)
                if get_named_type(taken.type).name != "ID" or member not in form or kind not in ids:
                    continue
                query = (
                    f"mutation($it: {its.type}) {{ {name}({argument}: $it) {{ userErrors {{ code path message }} }} }}"
                )
                answers = []
                for key in (ids[kind], f"{kind}_{uuid7()}", f"{kind}_{foreign}"):
                    one = {**form, member: [key] if member.endswith("Ids") else key}
                    given = [one] if isinstance(made, list) else one
                    answers.append(await told(here, who, statements, query, it=given))
                assert answers[0] == answers[1] == answers[2], (who.role, name, member)
                if "NOT_FOUND" in str(answers[0][1]):
                    refused.add(name)
    assert len(refused) > 30, refused
