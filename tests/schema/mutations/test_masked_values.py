"""A mask is never taken for the number that it hides, in whatever field of whatever input it comes back."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull, GraphQLScalarType

from care.duties.masks import phone_mask, resident_id_mask
from policies.permits import permit
from policies.source import baseline
from records.codes import Role
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.architecture.test_every_mutation_asks import MUTATIONS, some
from tests.schema.conftest import caller_of
from tests.support.places import GULOU

Path = tuple[str, ...]
# Read before anything is written: a selection must be GraphQL, a number of the log is asked of a webhook that is there.
READ_FIRST = {("registerWebhook", "selection"), ("replayWebhook", "fromSequence"), ("replayWebhook", "toSequence")}
MASKS = (resident_id_mask("990000201605010018"), phone_mask("13800138642"), "９９００００＊＊＊＊＊＊＊＊＊＊＊＊")


def texts(kind: GraphQLInputType, path: Path = ()) -> Iterator[Path]:
    """Name every text that an input takes, however deep; lists by their first item."""
    match kind:
        case GraphQLNonNull():
            yield from texts(kind.of_type, path)
        case GraphQLList():
            yield from texts(kind.of_type, (*path, "0"))
        case GraphQLInputObjectType():
            for name, field in kind.fields.items():
                if name not in ("idempotencyKey", "clientId"):
                    yield from texts(field.type, (*path, name))
        case GraphQLScalarType(name="String"):
            yield path


def holding(kind: GraphQLInputType, path: Path, text: str, name: str = "") -> Any:
    """Make the smallest value of an input that holds a text at a path."""
    if isinstance(kind, GraphQLNonNull):
        return holding(kind.of_type, path, text, name)
    if isinstance(kind, GraphQLList):
        return [holding(kind.of_type, path[1:], text, name)]
    if isinstance(kind, GraphQLInputObjectType):
        return some(kind, name) | {path[0]: holding(kind.fields[path[0]].type, path[1:], text, path[0])}
    return text


ALL = [
    (name, path)
    for name, field in sorted(MUTATIONS.items())
    if "input" in field.args  # recordVisits takes many of recordVisit's
    for path in texts(field.args["input"].type)
]


@pytest.mark.parametrize("mask", MASKS, ids=ascii)
async def test_no_input_takes_a_mask(house: House, fujian: Tenant, mask: str) -> None:
    """Every text of every input: found in the schema, so that a new one cannot be forgotten."""
    kept: list[tuple[str, Path, Any]] = []
    for name, path in ALL:
        field = MUTATIONS[name].args["input"]
        document = f"mutation($it: {field.type}) {{ {name}(input: $it) {{ userErrors {{ code path }} }} }}"
        given = {"it": holding(field.type, path, mask)}
        errors: Any = None
        for role in able(name):
            caller = caller_of(house, role, GULOU)
            answer = await execute(house, fujian, caller, document, variables=given)
            errors = answer["data"][name]["userErrors"]
            if errors != [{"code": "FORBIDDEN", "path": []}]:
                break
        expected = {"code": "MASKED_VALUE", "path": list(path)}
        if expected not in errors and (name, path[-1]) not in READ_FIRST:
            kept.append((name, path, errors))
    assert kept == []


def able(name: str) -> list[Role]:
    """Give the roles that may do anything at all, those with the most rights first."""
    rights: dict[Role, int] = {role: len(permit(baseline(), role).actions) for role in Role}
    return sorted((role for role in rights if rights[role]), key=lambda role: -rights[role])


def test_numbers_are_among_what_was_tried() -> None:
    numbers = {path[-1] for _, path in ALL if path[-1].endswith(("residentId", "hone", "contact"))}
    assert numbers == {"residentId", "phone", "contact", "carerPhone", "entrusterPhone", "contactPhone"}
    assert len(ALL) > 100


@pytest.mark.parametrize("kept", ["**重点**关注", "3*4", "*", "见附件*1", "1**2"], ids=ascii)
async def test_an_asterisk_in_a_sentence_is_none(house: House, fujian: Tenant, kept: str) -> None:
    form = {**some(MUTATIONS["registerChild"].args["input"].type, "input"), "notes": kept}
    form |= {"residentIdMissing": "NOT_PROVIDED"}
    document = """mutation($it: RegisterChildInput!) { registerChild(input: $it) {
      child { notes } userErrors { code path } } }"""
    answer = await execute(
        house, fujian, caller_of(house, Role.COUNTY_OFFICER, GULOU), document, variables={"it": form}
    )
    assert answer["data"]["registerChild"] == {"child": {"notes": kept}, "userErrors": []}
