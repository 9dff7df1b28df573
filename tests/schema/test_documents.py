"""Documents: what is refused before anything runs, and what every form of selection gives."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import delete

from reads.mapping import registry, unclassified
from records.child import child
from records.codes import Role
from schema.build import build, core, printed
from schema.execute import built, execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, Ask, caller_of
from tests.support.places import GULOU, TAIJIANG, put_child, scope


@pytest.fixture
async def one(house: House, fujian: Tenant) -> UUID:
    async with house.work(fujian, scope=scope(GULOU, TAIJIANG)) as work:
        await work.run(delete(child))
        return await put_child(work, "陈小明", VILLAGE)


async def test_aliases_fragments_and_directives_shape_the_answer(ask: Ask, one: UUID) -> None:
    query = """query($yes: Boolean!, $no: Boolean!, $id: ID!) {
      first: node(id: $id) { ...Named ... on Child { a: name b: name @skip(if: $yes) } ... on Visit { mode } }
      child(id: $id) { ...Named name @include(if: $no) sex @include(if: $yes) ... @skip(if: $yes) { address } }
      child(id: $id) { division { code } }
    }
    fragment Named on Node { __typename key: id ...Again }
    fragment Again on Child { version ...Deeper }
    fragment Deeper on Child { version }"""
    answer = await ask(Role.COUNTY_OFFICER, query, GULOU, yes=True, no=False, id=f"child_{one}")
    named = {"__typename": "Child", "key": f"child_{one}", "version": 1}
    assert answer == {
        "data": {
            "first": {**named, "a": "陈小明"},
            "child": {**named, "sex": "MALE", "division": {"code": str(VILLAGE)}},
        }
    }


async def test_what_a_directive_leaves_out_beside_python_comes_back_when_it_is_let_in(ask: Ask, one: UUID) -> None:
    """The viewer is Python's, so the executor answers, and keeps the statement of the child by what takes part."""
    query = """query($whole: Boolean!) { viewer { subject } child(id: "%s") { id } ...Whole @include(if: $whole) }
      fragment Whole on Query { child(id: "%s") { name } }"""
    for whole in (False, True, False):
        answer = await ask(Role.COUNTY_OFFICER, query.replace("%s", f"child_{one}"), GULOU, whole=whole)
        assert set(answer["data"]["child"]) == {"id", *(["name"] if whole else [])}
        assert all(answer["data"]["child"].values())


async def test_a_variable_may_stand_inside_a_literal(ask: Ask, one: UUID) -> None:
    query = 'query($at: DivisionCode) { children(where: {or: [{division: $at}, {search: "chen"}]}) { totalCount } }'
    assert (await ask(Role.COUNTY_OFFICER, query, GULOU, at="350103000000"))["data"] == {"children": {"totalCount": 0}}
    # A variable that is not given leaves its member out, and a `where` without members asks nothing.
    assert (await ask(Role.COUNTY_OFFICER, query, GULOU))["data"] == {"children": {"totalCount": 1}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "BAD_USER_INPUT"),
        ("fragment A on Child { id }", "BAD_USER_INPUT"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { viewer { subject } } query B { viewer { subject } }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "{ children { nodes { " + "visits { nodes { child { " * 5 + "id" + "}}}" * 5 + "}}}",
            "TOO_COMPLEX",
        ),
        ("{ " + "a: viewer { subject } " * 900 + "}", "TOO_COMPLEX"),
        ("query($id: ID!) { child(id: $id) { id } }", "BAD_USER_INPUT"),
        ('{ division(code: "12") { name } }', "GRAPHQL_VALIDATION_FAILED"),
        (
            '{ children(where: {updatedAfter: "0001-01-01T00:00:00+14:00"}) { totalCount } }',
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ('{ organisations(where: {search: "a\\u0000"}) { totalCount } }', "BAD_USER_INPUT"),
    ],
)
async def test_a_bad_document_is_a_request_error_without_data(ask: Ask, query: str, code: str) -> None:
    answer = await ask(Role.COUNTY_OFFICER, query, GULOU)
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert answer.get("data") is None


async def test_fragments_that_double_cost_no_time(ask: Ask) -> None:
    fragments = "".join(f"fragment F{n} on Viewer {{ ...F{n + 1} ...F{n + 1} }} " for n in range(40))
    answer = await ask(
        Role.COUNTY_OFFICER, f"{{ viewer {{ ...F0 }} }} {fragments} fragment F40 on Viewer {{ subject }}", GULOU
    )
    assert answer == {"data": {"viewer": {"subject": "county_officer@fujian"}}}


async def test_fragments_that_multiply_over_levels_are_walked_once(ask: Ask, one: UUID) -> None:
    levels = [("Child", "household"), ("Household", "children")] * 4
    fragments = "".join(
        f"fragment F{n} on {kind} {{ {f'{field} {{ ...F{n + 1} }} ' * 12} }} " for n, (kind, field) in enumerate(levels)
    )
    query = f"{{ children {{ nodes {{ ...F0 }} }} }} {fragments} fragment F8 on Child {{ name }}"
    assert (await ask(Role.COUNTY_OFFICER, query, GULOU))["data"]["children"]["nodes"] == [{"household": None}]


async def test_more_fields_than_a_statement_may_hold_are_refused(ask: Ask, one: UUID) -> None:
    wide = " ".join(f"a{n}: name" for n in range(60))
    query = f"{{ children {{ nodes {{ {' '.join(f'g{n}: guardians {{ ...W }}' for n in range(40))} }} }} }}"
    answer = await ask(Role.COUNTY_OFFICER, f"{query} fragment W on Guardian {{ {wide} }}", GULOU)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["TOO_COMPLEX"]


@pytest.mark.parametrize(
    "where",
    [
        {"or": [{"or": [{"search": "a"}] * 60}] * 2},
        {"or": [{"search": "a"}] * 101},
        {"not": {"not": {"not": {"not": {"not": {"search": "a"}}}}}},
        {"search": "a\u0000b"},
        {"riskLevel": ["HIGH"] * 101},
    ],
)
async def test_a_condition_without_measure_is_refused(ask: Ask, one: UUID, where: dict[str, Any]) -> None:
    query = "query($where: ChildWhere) { children(where: $where) { totalCount } }"
    answer = await ask(Role.COUNTY_OFFICER, query, GULOU, where=where)
    assert answer["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "TOO_COMPLEX")


async def test_a_named_operation_is_picked_among_several(house: House, fujian: Tenant) -> None:
    query = "query A { viewer { subject } } query B { viewer { role } }"
    caller = caller_of(house, Role.COUNTY_OFFICER, GULOU)
    assert await execute(house, fujian, caller, query, operation_name="B") == {
        "data": {"viewer": {"role": "COUNTY_OFFICER"}}
    }


async def test_an_operation_that_is_not_there_is_a_request_error(house: House, fujian: Tenant) -> None:
    caller = caller_of(house, Role.COUNTY_OFFICER, GULOU)
    answer = await execute(house, fujian, caller, "query A { viewer { subject } }", operation_name="B")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert "data" not in answer


async def test_a_fault_tells_a_request_id_and_nothing_of_its_text(
    house: House, fujian: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    await house.close()
    answer = await execute(house, fujian, caller_of(house, Role.COUNTY_OFFICER, GULOU), "{ children { totalCount } }")
    error = answer["errors"][0]
    assert error["extensions"]["code"] in ("INTERNAL", "UNAVAILABLE")
    assert "Error" not in error["message"]


async def test_messages_are_in_the_callers_language(house: House, fujian: Tenant) -> None:
    for language, word in (("zh", "每页"), ("en", "take")):
        caller = caller_of(house, Role.COUNTY_OFFICER, GULOU, language=language)
        answer = await execute(house, fujian, caller, "{ children(first: 0) { totalCount } }")
        assert word in answer["errors"][0]["message"]


def test_every_field_has_a_class() -> None:
    schema, _ = built()
    assert list(unclassified(core(schema))) == []


def test_a_field_without_a_class_fails_the_build() -> None:
    schema = core(build.__wrapped__())  # of its own, since it is spoilt
    kind = schema.type_map["Child"]
    assert isinstance(kind, GraphQLObjectType)
    fields: Any = kind.fields
    fields["secret"] = GraphQLField(fields["name"].type)
    with pytest.raises(TypeError, match=r"Child\.secret"):
        registry(schema)


def test_a_field_that_may_be_withheld_is_nullable() -> None:
    """A non-null field shows wherever its row shows, so only classes that always do may be non-null."""
    schema, known = built()
    for entity in known.entities.values():
        kind = core(schema).type_map[entity.name]
        assert isinstance(kind, GraphQLObjectType)
        for name, field in entity.fields.items():
            written = str(kind.fields[name].type)
            if written.endswith("!") and not written.startswith("["):
                assert field.field_class in ("basic", "staff", "aggregate"), f"{entity.name}.{name}"


def test_a_filter_or_an_order_asks_no_less_than_the_field_it_speaks_of() -> None:
    """Whoever may not read a field may neither find rows by it nor learn of it from their order."""
    singular = {"kinds": "kind", "modes": "mode", "outcomes": "outcome", "posts": "post", "relations": "relation"}
    singular |= {"departments": "department", "search": "name", "updatedAfter": "updatedAt", "untrainedIn": "trainings"}
    singular |= {"from": "occurredAt", "until": "occurredAt", "problemStatuses": "problemStatus"}
    singular["entitledWithoutBenefit"] = singular["entitled"] = "entitlements"
    singular["fileComplete"] = "fileCompleteness"
    schema, known = built()
    for connection in ("children", "guardians", "visits", "trainees", "organisations"):
        field = core(schema).query_type.fields[connection]  # type: ignore[union-attr]
        where = field.args["where"].type
        kind = get_named_type(get_named_type(field.type).fields["nodes"].type)
        entity = known.entities[kind.name]
        for name, (_, field_class) in known.filters[get_named_type(where).name].items():
            of = entity.fields.get(singular.get(name, name))
            asked = of.field_class if of else "basic"  # a row's place is basic, also where no field shows it
            always = ("basic", "staff", "aggregate")
            assert field_class == asked or (field_class in always and asked in always), f"{kind.name}.{name}"


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert Path("schema/schema.graphql").read_text("utf-8") == printed()
