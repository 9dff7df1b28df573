"""What an operation costs, and who may run it."""

from typing import Any

import pytest

from records.codes import Role
from schema.admission import NotAdmitted, admit
from schema.build import core
from schema.documents import document
from schema.execute import built
from tenants.house import House
from tests.schema.conftest import caller_of


def cost(text: str, name: str | None = None, **variables: Any) -> int:
    found = document(core(built()[0]), text)
    assert found.costs is not None, found.faults
    return found.costs.of(found.operation(name), variables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ viewer { subject role __typename } }", 3),
        ("{ children { nodes { id name } } }", 1 + 1 + 20 * 2),
        ("{ children(first: 50) { edges { node { id } } pageInfo { endCursor } } }", 1 + 1 + 50 * 2 + 2),
        ("{ children(last: 3) { totalCount nodes { guardians { name } } } }", 1 + 10 + 1 + 3 * (1 + 5)),
        ("{ children(first: 1000000) { nodes { id } } }", 102),
        ('{ nodes(ids: ["a", "b"]) { id ... on Child { name } } }', 1 + 2 * 2),
        ("{ a: viewer { ...F } b: viewer { ...F ...F } } fragment F on Viewer { subject role }", 6),
        ("{ __schema { types { name } } }", 200),
        ("mutation($i: RevokeRoleInput!) { revokeRole(input: $i) { userErrors { code } } }", 50 + 1 + 5),
    ],
)
def test_an_operation_costs_what_its_answer_can_hold(text: str, expected: int) -> None:
    assert cost(text) == expected


def test_the_size_of_a_page_may_be_a_variable() -> None:
    text = "query($n: Int = 2) { children(first: $n) { nodes { id } } }"
    for _ in range(2):
        assert cost(text) == 4
        assert cost(text, n=7) == 9
        assert cost(text, n=None) == 22
        assert cost(text, n="nonsense") == 22


def test_fragments_that_multiply_are_reckoned_and_not_walked() -> None:
    levels = [("Child", "household"), ("Household", "children")] * 4
    fragments = "".join(
        f"fragment F{n} on {kind} {{ {f'{field} {{ ...F{n + 1} }} ' * 12} }} " for n, (kind, field) in enumerate(levels)
    )
    assert cost(f"{{ children {{ nodes {{ ...F0 }} }} }} {fragments} fragment F8 on Child {{ name }}") > 10**9


def test_an_operation_beyond_the_roles_budget_is_refused(house: House) -> None:
    text = "{ children(first: 100) { nodes { visits(first: 100) { nodes { id mode } } } } }"
    assert admit(caller_of(house, Role.COUNTY_OFFICER), "{ viewer { subject } }", None, None).cost == 2
    assert admit(caller_of(house, Role.COUNTY_OFFICER), text, None, None).cost > 10_000
    with pytest.raises(NotAdmitted) as refused:
        admit(caller_of(house, Role.VOLUNTEER, language="en"), text, None, None)
    (error,) = refused.value.errors
    assert error["extensions"]["code"] == "TOO_COMPLEX"  # type: ignore[index]
    assert "10000" in str(error["message"])


def test_guests_do_not_introspect(house: House) -> None:
    for text in (
        "{ __schema { queryType { name } } }",
        '{ ...F } fragment F on Query { ... { __type(name: "A") { name } } }',
    ):
        assert admit(caller_of(house, Role.CHILD_DIRECTOR), text, None, None).cost
        with pytest.raises(NotAdmitted) as refused:
            admit(caller_of(house, Role.REPORTER), text, None, None)
        assert refused.value.errors[0]["extensions"]["code"] == "FORBIDDEN"  # type: ignore[index]
