"""How large a document may be."""

import pytest
from graphql import get_introspection_query, parse

from schema.build import core
from schema.documents import document
from schema.execute import built
from schema.faulty import FaultyDocument
from schema.limits import faults


def nested(levels: int, leaf: str = "a") -> str:
    return "{" + "a{" * (levels - 1) + leaf + "}" * levels


WITHIN_AND_BEYOND = {
    "depth": (nested(12), nested(13)),
    "depth through fragments": (
        "{a{...F}} fragment F on A" + nested(11),
        "{a{...F}} fragment F on A" + nested(12),
    ),
    "introspection": ("{__schema" + nested(15) + "}", "{__schema" + nested(16) + "}"),
    "introspection through fragments": (
        "{...R} fragment R on Query{__schema{...F}} fragment F on A" + nested(15),
        "{...R} fragment R on Query{__schema{...F}} fragment F on A" + nested(16),
    ),
    "aliases": ("{a{" + "b:c " * 30 + "}}", "{a{" + "b:c " * 31 + "}}"),
    "root fields": ("{" + "a " * 20 + "}", "{" + "a " * 21 + "}"),
    "root fields through fragments": (
        "{...F ...F} fragment F on Query{" + "a " * 10 + "}",
        "{...F ...F} fragment F on Query{" + "a " * 11 + "}",
    ),
    "mutations": ("mutation{" + "a " * 4 + "}", "mutation{" + "a " * 5 + "}"),
    "operations": (
        "".join(f"query Q{number}{{a}}" for number in range(10)),
        "".join(f"query Q{number}{{a}}" for number in range(11)),
    ),
    "fragments": (
        "{a}" + "".join(f"fragment F{number} on A{{a}}" for number in range(50)),
        "{a}" + "".join(f"fragment F{number} on A{{a}}" for number in range(51)),
    ),
    "directives": ("{a" + "@a " * 50 + "}", "query($v:A @b)@b{a" + "@a " * 49 + "}"),
}


@pytest.mark.parametrize(("within", "beyond"), WITHIN_AND_BEYOND.values(), ids=WITHIN_AND_BEYOND.keys())
def test_a_limit_may_be_reached_and_not_passed(within: str, beyond: str) -> None:
    assert faults(parse(within)) == []
    (reason,) = faults(parse(beyond))
    assert (reason.code, reason.said("zh")[:6]) == ("TOO_COMPLEX", "查询过于复杂")


def test_fragments_that_double_and_circle_are_walked_once() -> None:
    doubling = "".join(f"fragment F{n} on A{{...F{n + 1} ...F{n + 1} a{{...F0}}}} " for n in range(49))
    assert {reason.code for reason in faults(parse("{...F0} " + doubling + "fragment F49 on A{a}"))} == {"TOO_COMPLEX"}


def test_the_clients_own_introspection_is_within_the_limits() -> None:
    for query in (get_introspection_query(), get_introspection_query(input_value_deprecation=True)):
        assert document(core(built()[0]), query).faults == ()


def test_two_thousand_tokens_are_read_and_one_more_is_not() -> None:
    """The document has nothing else that a limit or a rule forbids."""
    for ids, most in ((1_988, True), (1_989, False)):
        text = "{ nodes(ids: [" + '"x" ' * ids + "]) { id } }"
        said = [one.said("en") for one in document(core(built()[0]), text).faults if isinstance(one, FaultyDocument)]
        assert (said == []) is most
        assert all("2000 tokens at most" in one for one in said)


ENTANGLED = {
    "a field again and again": "{ viewer { " + "subject " * 1_900 + "} }",
    "an object again and again": "{ children { nodes { " + "guardians { name } " * 480 + "} } }",
    "objects in objects": "{ children { nodes { " + "household { children { guardians { name } } } " * 160 + "} } }",
}


@pytest.mark.parametrize("text", ENTANGLED.values(), ids=ENTANGLED.keys())
def test_fields_that_would_be_compared_for_long_are_refused_soon(text: str) -> None:
    (reason,) = document(core(built()[0]), text).faults
    assert isinstance(reason, FaultyDocument)
    assert (reason.code, reason.said("en")[-8:]) == ("TOO_COMPLEX", "split it")


def test_fifty_fragments_side_by_side_are_compared() -> None:
    spread = " ".join(f"...F{number}" for number in range(50))
    fields = "{ name guardians { name } household { id } visits { totalCount } }"
    fragments = " ".join(f"fragment F{number} on Child {fields}" for number in range(50))
    assert document(core(built()[0]), f"{{ children {{ nodes {{ {spread} }} }} }} {fragments}").faults == ()


@pytest.mark.parametrize("levels", [400, 900, 4_000])
def test_brackets_that_nest_deeply_are_too_much(levels: int) -> None:
    for text in (
        f"{{ children(where: {'[' * levels}1{']' * levels}) {{ totalCount }} }}",
        f"{{ children(where: {'{not: ' * levels}{{}}{'}' * levels}) {{ totalCount }} }}",
        f"query($a: {'[' * levels}Int{']' * levels}) {{ viewer {{ subject }} }}",
        f"{{ {'... { ' * levels} viewer {{ subject }} {'}' * levels} }}",
    ):
        (reason,) = document(core(built()[0]), text).faults
        assert isinstance(reason, FaultyDocument)
        assert reason.code == "TOO_COMPLEX"
