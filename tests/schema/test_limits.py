"""How large a document may be."""

import pytest
from graphql import get_introspection_query, parse

from schema.build import core
from schema.documents import document
from schema.execute import built
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


def test_tokens_are_counted_before_the_schema_is_asked() -> None:
    (reason,) = document(core(built()[0]), "{" + "a " * 2_000 + "}").faults
    assert reason.code == "TOO_COMPLEX"  # type: ignore[attr-defined]
