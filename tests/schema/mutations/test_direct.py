"""Mutations that need no executor say what it says; those that need it are left to it."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import replace
from textwrap import dedent
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull, Undefined
from graphql.utilities import coerce_input_value
from sqlalchemy import insert, update
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments

from policies.assignments import held
from policies.caller import Caller
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from schema.build import build
from schema.execute import answer, execute, planned
from schema.given_arguments import arguments_of
from schema.perform import is_apart
from tenants.house import House
from tenants.registry import Tenant
from tests.architecture.test_every_mutation_asks import MUTATIONS, some
from tests.schema.conftest import caller_of
from tests.schema.mutations.documents import REGISTER_CHILD
from tests.schema.mutations.test_children import without_number
from tests.support.desks import COUNTY, GULOU
from tests.support.places import NOW

SAID = "kind: __typename userErrors { why: code ...Said } more: userErrors { path __typename } warnings { ...Said }"
SAYS = "fragment Said on UserError { code message path citation }"


def _resolver(name: str) -> Callable[..., Any]:
    declared = MUTATIONS[name].extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    found: Callable[..., Any] = declared.base_resolver.wrapped_func
    return found


REGISTER = "mutation($input: RegisterChildInput!) { registerChild(input: $input) { __typename } }"
DIRECT = sorted(name for name in MUTATIONS if not is_apart(_resolver(name)))


def test_only_what_does_more_than_one_action_or_changes_roles_is_left_to_the_executor() -> None:
    """A second unit of work would run by roles that are only believed, and not be undone with the first.

    What changes roles replaces the mark by which they are believed, so it would always begin anew.
    `rotateWebhookSecret` has its one action in a function inside.
    """
    for name in MUTATIONS:
        tree = ast.parse(dedent(inspect.getsource(_resolver(name))))
        awaited = [node.value for node in ast.walk(tree) if isinstance(node, ast.Await)]
        calls = [one.func.id for one in awaited if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
        opens = any(isinstance(node, ast.AsyncWith | ast.AsyncFor) for node in ast.walk(tree))
        alone = len(awaited) == 1 and calls == ["perform"] and not opens
        assert is_apart(_resolver(name)) or alone or name == "rotateWebhookSecret", name
    apart = {name for name in MUTATIONS if is_apart(_resolver(name))}
    assert apart == {
        *("enableWebhook", "onboardTenant", "recordVisits", "registerWebhook", "replayWebhook", "revealIdentity"),
        *("assignRole", "revokeRole"),
    }


@pytest.mark.parametrize("name", sorted(MUTATIONS))
@pytest.mark.parametrize("members", ["required", "all", "null"])
def test_resolvers_get_the_arguments_that_strawberry_would_make(name: str, members: str) -> None:
    ((argument, definition),) = MUTATIONS[name].args.items()
    schema, declared = build(), MUTATIONS[name].extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    coerced = coerce_input_value(_given(definition.type, argument, members), definition.type)
    assert coerced is not Undefined
    made = convert_arguments(
        {argument: coerced}, declared.arguments, schema.schema_converter.scalar_registry, schema.config
    )
    assert arguments_of(declared, schema.config.name_converter)({argument: coerced}) == made


def _given(kind: GraphQLInputType, name: str, members: str) -> Any:
    """Make a value with its required members alone, with all, or with those null that may be."""
    if isinstance(kind, GraphQLNonNull):
        return _given(kind.of_type, name, members)
    if isinstance(kind, GraphQLList):
        return [_given(kind.of_type, name.removesuffix("s"), members)]
    if not isinstance(kind, GraphQLInputObjectType):
        return some(kind, name)
    asked = {key: field.type for key, field in kind.fields.items()}
    if members == "required":
        asked = {key: of for key, of in asked.items() if isinstance(of, GraphQLNonNull)}
    optional = members == "null"
    return {
        key: None if optional and not isinstance(of, GraphQLNonNull) else _given(of, key, members)
        for key, of in asked.items()
    }


@pytest.mark.parametrize("name", DIRECT)
@pytest.mark.parametrize("role", [Role.INTEGRATOR, Role.COUNTY_OFFICER])
async def test_what_is_refused_is_refused_in_the_same_words(
    house: House, fujian: Tenant, name: str, role: Role
) -> None:
    """By the policy, for whoever may do nothing; by the action, for an officer with ids that name nothing."""
    ((argument, definition),) = MUTATIONS[name].args.items()
    document = f"mutation($it: {definition.type}) {{ it: {name}({argument}: $it) {{ {SAID} }} }} {SAYS}"
    caller = caller_of(house, role, GULOU, language="en")
    if role is Role.INTEGRATOR:
        caller = replace(caller, permit=replace(caller.permit, actions=frozenset(), assigns=frozenset()))
    given = {"it": some(definition.type, argument)}
    said = await execute(house, fujian, caller, document, variables=given)
    found = await planned(house, fujian, caller, document, variables=given)
    assert isinstance(found, bytes)
    if role is Role.INTEGRATOR:
        assert [one["why"] for one in said["data"]["it"]["userErrors"]] == ["FORBIDDEN"]
    if said["data"]["it"]["userErrors"]:  # what was done the first time may be refused the second
        assert orjson.loads(found) == said


@pytest.mark.parametrize(
    "selection",
    [
        "child { id } child { name guardians { name } }",
        "mine: child { id ...Rest } other: child { ... on Child { sex } __typename } ...Rows",
        "child @skip(if: true) { id } ... @include(if: false) { child { name } } __typename",
        "__typename",
    ],
)
async def test_what_was_written_is_shown_alike(house: House, fujian: Tenant, selection: str) -> None:
    document = (
        f"mutation($it: RegisterChildInput!) {{ registerChild(input: $it) {{ {selection} userErrors {{ code }} }} }}"
    )
    document += " fragment Rest on Child { masked }" if "...Rest" in selection else ""
    document += " fragment Rows on ChildPayload { child { name } }" if "...Rows" in selection else ""
    given = {"it": without_number() | {"idempotencyKey": "once"}}
    found = await planned(house, fujian, COUNTY, document, variables=given)
    assert isinstance(found, bytes)
    # The same key: what was written is shown again, by the other way.
    assert orjson.loads(found) == await execute(house, fujian, COUNTY, document, variables=given)


@pytest.mark.parametrize(
    "document",
    [
        "mutation($it: RegisterChildInput!) { a: registerChild(input: $it) { __typename } b: __typename }",
        "mutation($it: RegisterChildInput!) { ... { registerChild(input: $it) { __typename } } }",
        "mutation($it: RegisterChildInput!) { registerChild(input: $it) @include(if: true) { __typename } }",
        "mutation($it: RecordVisitInput!) { recordVisits(inputs: [$it]) { __typename } }",
        "mutation { rotateWebhookSecret(input: {webhookId: 1}) { secret } }",
    ],
)
async def test_leaves_other_shapes_to_the_executor(house: House, fujian: Tenant, document: str) -> None:
    of = MUTATIONS["recordVisit" if "recordVisits" in document else "registerChild"]
    given = {"it": some(of.args["input"].type, "input")}
    assert await planned(house, fujian, COUNTY, document, variables=given) is None


async def _assigned(house: House, fujian: Tenant) -> Caller:
    """Give an officer made of roles that were read before."""
    async with house.work(fujian, scope="{(,)}") as work:
        row = {"id": uuid7(), "subject": COUNTY.subject, "role": "COUNTY_OFFICER", "division": GULOU}
        await work.run(insert(role_assignment).values(**row, valid_from=NOW, granted_by="x", created_at=NOW))
    return replace(COUNTY, believed=await held(house, fujian, COUNTY.subject))


async def test_writes_by_roles_that_still_stand(house: House, fujian: Tenant) -> None:
    believing = await _assigned(house, fujian)
    for document in (REGISTER_CHILD, REGISTER):
        given = {"input": without_number(name="单小红")}
        found = await planned(house, fujian, believing, document, variables=given)
        assert isinstance(found, bytes)
        assert "errors" not in orjson.loads(found)
    assert await _children(house, fujian) == 2


async def test_keeps_nothing_that_was_written_by_roles_that_are_gone(house: House, fujian: Tenant) -> None:
    believing = await _assigned(house, fujian)
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(update(role_assignment).values(revoked_at=NOW))
    for document in (REGISTER_CHILD, REGISTER):
        assert await planned(house, fujian, believing, document, variables={"input": without_number()}) is None
    assert await _children(house, fujian) == 0


async def test_refuses_nothing_by_roles_that_are_only_believed(house: House, fujian: Tenant) -> None:
    believing = await _assigned(house, fujian)
    wrong = {"input": without_number(birthDate="2030-01-01")}
    assert await planned(house, fujian, believing, REGISTER_CHILD, variables=wrong) is None
    said = await answer(house, fujian, replace(believing, believed=None), REGISTER_CHILD, variables=wrong)
    assert isinstance(said, bytes)
    assert orjson.loads(said)["data"]["registerChild"]["userErrors"]


async def test_what_fails_is_told_as_the_executor_tells_it(
    house: House, fujian: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: Any, **__: Any) -> None:
        raise asyncpg.QueryCanceledError("too late")

    monkeypatch.setattr(asyncpg.Connection, "fetch", gone)
    given = {"input": without_number()}
    said = await execute(house, fujian, COUNTY, REGISTER_CHILD, variables=given)
    found = await planned(house, fujian, COUNTY, REGISTER_CHILD, variables=given)
    for one in (said, found):
        assert isinstance(one, dict)
        for error in one["errors"]:
            assert error["extensions"].pop("requestId")
    assert found == said
    assert said["errors"][0]["extensions"] == {"code": "TIMEOUT"}


async def _children(house: House, fujian: Tenant) -> int:
    async with house.work(fujian, scope="{(,)}") as work:
        found: int = await work.connection.fetchval("SELECT count(*) FROM t_fujian.child")
    return found
