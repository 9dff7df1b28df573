"""What a deprecation has to say, and what the last release promised."""

import pytest
from graphql import build_schema

from schema.deprecations import deprecated, flaws

SDL = """
type Query {{ child(id: ID! old: Int {argument}): Child kinds(where: Where): [Kind!]! }}
type Child {{ name: String! nickname: String {field} }}
input Where {{ kind: Kind like: String {member} }}
enum Kind {{ A B {value} }}
"""
PLACES = {"argument": "Query.child(old:)", "field": "Child.nickname", "member": "Where.like", "value": "Kind.B"}
GOOD = "Since 2026-11-27, until 2027-02-27: use Child.name."


def sdl(place: str, reason: str) -> str:
    parts = dict.fromkeys(PLACES, "") | {place: f'@deprecated(reason: "{reason}")'}
    return SDL.format(**parts)


def found(reason: str, place: str = "field", *, before: str | None = None) -> list[str]:
    released = SDL.format(**dict.fromkeys(PLACES, "")) if before is None else sdl(place, before)
    return list(flaws(build_schema(sdl(place, reason)), build_schema(released)))


@pytest.mark.parametrize(("place", "element"), PLACES.items())
def test_each_kind_of_element_is_found_and_one_that_says_all_is_accepted(place: str, element: str) -> None:
    assert [one for one, _ in deprecated(build_schema(sdl(place, GOOD)))] == [element]
    assert found(GOOD, place) == []
    assert found("No longer supported", place)[0].startswith(f"{element}: ")


@pytest.mark.parametrize(
    ("reason", "flaw"),
    [
        ("Use Child.name.", "has to read"),
        ("Since 2026-13-01, until 2027-12-01: use Child.name.", "has to read"),
        ("Since 2026-11-27, until 2027-02-26: use Child.name.", "3 months"),
        ("Since 2026-11-30, until 2027-02-28: use Child.name.", "3 months"),
        ("Since 2026-11-27, until 2027-03-01: use Child.label.", "is not there"),
        ("Since 2026-11-27, until 2027-03-01: use Child.nickname.", "is not there"),
        ("Since 2026-11-27, until 2027-03-01: use Nothing.at.all.", "is not there"),
    ],
)
def test_one_that_says_too_little_or_leads_nowhere_is_refused(reason: str, flaw: str) -> None:
    (told,) = found(reason)
    assert flaw in told


@pytest.mark.parametrize("use", ["Child", "Query.child(id:)", "Where.kind", "Kind.A"])
def test_any_element_may_take_the_place(use: str) -> None:
    assert found(f"Since 2026-11-27, until 2027-03-01: use {use}. It tells more.") == []


def test_a_release_s_promise_is_kept() -> None:
    later = "Since 2026-11-27, until 2027-06-01: use Child.name."
    assert found(later, before=GOOD) == []
    (told,) = found(GOOD, before=later)
    assert "2027-06-01" in told
