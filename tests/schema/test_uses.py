"""Which deprecated elements an operation uses: in its document, and in the values of its variables."""

from typing import Any

import pytest
from graphql import build_schema, parse

from schema.uses import uses

OVER = '@deprecated(reason: "Since 2026-11-27, until 2027-03-01: use Child.name.")'
SCHEMA = build_schema(f"""
type Query {{ child(id: ID! old: Int {OVER}): Child list(where: Where, tags: [Tag!]): [Named] }}
interface Named {{ name: String! }}
type Child implements Named {{ name: String! nickname: String {OVER} }}
input Where {{ like: String {OVER} kind: Kind all: [Where!] other: Tag }}
input Tag {{ name: String }}
enum Kind {{ A B {OVER} }}
""")


def used(query: str, **variables: Any) -> set[str]:
    found = uses(SCHEMA, parse(query))
    assert found is not None
    return set(found.of(variables))


@pytest.mark.parametrize(
    ("query", "elements"),
    [
        ("{ child(id: 1) { name } }", set()),
        ("{ child(id: 1, old: 2) { nickname } }", {"Query.child(old:)", "Child.nickname"}),
        ("{ list { ... on Child { n: nickname } } }", {"Child.nickname"}),
        ("{ list { ...F } } fragment F on Child { nickname }", {"Child.nickname"}),
        ("{ list(where: {kind: B}) { name } }", {"Kind.B"}),
        ("{ list(where: {all: [{like: $l}]}) { name } }", {"Where.like"}),
        ("query($w: Where = {kind: B}) { list(where: $w) { name } }", {"Kind.B"}),
    ],
)
def test_what_a_document_names_is_found(query: str, elements: set[str]) -> None:
    assert used(query) == elements


@pytest.mark.parametrize(
    ("where", "elements"),
    [
        (None, set()),
        ({"kind": "A"}, set()),
        ({"kind": "B"}, {"Kind.B"}),
        ({"all": [{"like": "x"}, {"all": [{"kind": "B"}]}]}, {"Where.like", "Kind.B"}),
        ({"all": {"like": "x"}}, {"Where.like"}),
        ({"kind": {"x": [1]}, "all": 3, "nothing": "B"}, set()),
    ],
)
def test_what_variables_hold_is_found_whatever_is_sent(where: Any, elements: set[str]) -> None:
    assert used("query($w: Where) { list(where: $w) { name } }", w=where) == elements


def test_variables_that_can_hold_nothing_of_it_are_not_looked_at() -> None:
    query = "query($i: ID!, $t: [Tag!], $w: Where) { child(id: $i) { name } list(tags: $t, where: $w) { name } }"
    found = uses(SCHEMA, parse(query))
    assert found is not None
    assert set(found.variables) == {"w"}


def test_a_schema_with_nothing_deprecated_costs_nothing() -> None:
    assert uses(build_schema("type Query { a: Int }"), parse("{ a }")) is None
