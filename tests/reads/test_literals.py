"""Literals that are made ready give what the library gives, whatever their variables hold."""

from itertools import product
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    OperationDefinitionNode,
    Undefined,
    build_schema,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.utilities import coerce_input_literal

from reads.literals import ready

SCHEMA = build_schema("""
    enum Risk { LOW HIGH }
    input Span { from: Int = 3, to: Int! = 9, at: [Int!] }
    input Where { name: String, risk: Risk, least: Int!, span: Span, spans: [Span!], marked: Boolean = true, one: One }
    input One @oneOf { a: Int, b: String }
    type Query { found(where: Where!, ids: [ID!]): Int }
""")
DECLARED = {
    "name": "String",
    "risk": "Risk",
    "least": "Int!",
    "number": "Int",
    "numbers": "[Int!]",
    "span": "Span",
    "whole": "Span!",
}
# How many thirds of what is sent below are left to the library: a variable has a value, is null or is missing.
LITERALS = {
    "{least: 1}": 0,
    "{least: $least}": 0,
    "{least: 1, name: $name}": 0,
    "{least: 1, marked: null, risk: $risk, name: null}": 0,
    "{least: $least, span: {from: $number}}": 1,
    "{least: 1, span: {to: 2, at: $numbers}}": 0,
    "{least: 1, span: {at: [1, $least]}, risk: HIGH}": 3,
    "{least: 1, span: $span}": 0,
    "{least: 1, spans: [{from: $number}, $whole]}": 3,
    "{least: 1, one: {a: $least}}": 3,
}
SENT: dict[str, tuple[Any, ...]] = {
    "name": (Undefined, None, "童"),
    "risk": (Undefined, None, "HIGH"),
    "least": (1,),
    "number": (Undefined, None, 4),
    "numbers": (Undefined, None, [1, 2]),
    "span": (Undefined, None, {"to": 4}),
    "whole": ({"from": 5},),
}


@pytest.mark.parametrize(("literal", "thirds"), LITERALS.items())
def test_a_literal_has_the_value_that_the_library_gives_it(literal: str, thirds: int) -> None:
    document = parse(
        f"query ({', '.join(f'${name}: {kind}' for name, kind in DECLARED.items())}) {{ found(where: {literal}) }}"
    )
    assert [one for one in validate(SCHEMA, document) if "never used" not in one.message] == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0].arguments[0].value  # type: ignore[attr-defined]
    kind = SCHEMA.type_map["Where"]
    assert isinstance(kind, GraphQLInputObjectType)
    read, left, cases = ready(node, kind), 0, list(product(*SENT.values()))
    for values in cases:
        sent = {name: value for name, value in zip(SENT, values, strict=True) if value is not Undefined}
        variables = get_variable_values(SCHEMA, operation.variable_definitions or (), sent)
        assert isinstance(variables, VariableValues)
        found, theirs = read(variables.coerced), coerce_input_literal(node, kind, variables)
        assert theirs is not Undefined
        left += found is Undefined
        assert found is Undefined or (found == theirs and list(found) == list(theirs))
    assert left == len(cases) * thirds // 3
