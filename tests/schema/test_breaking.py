"""A change that breaks clients of the last release does not pass unsaid."""

from datetime import date
from typing import Any

import pytest
from graphql import build_schema

from schema.breaking import problems, unlabelled
from schema.build import printed

RELEASED = "type Query { child(id: ID!): Child } type Child { name: String! nickname: String } enum Kind { A B }"
WHAT = "Field Child.nickname was removed."
LABEL: dict[str, Any] = {"what": WHAT, "on": date(2026, 11, 27), "reason": "Nobody keeps nicknames."}


def found(sdl: str, *labels: dict[str, Any]) -> list[str]:
    return list(unlabelled(build_schema(sdl), build_schema(RELEASED), list(labels)))


def test_the_schema_holds_what_the_last_release_promised() -> None:
    assert problems(printed()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" nickname: String", ""),
        ("name: String!", "name: String"),
        ("(id: ID!)", "(id: ID!, at: Int!)"),
        ("enum Kind { A B }", "enum Kind { A }"),
        ("id: ID!", "key: ID!"),
    ],
)
def test_what_breaks_clients_needs_a_label(old: str, new: str) -> None:
    assert old in RELEASED
    assert all("label it" in told for told in found(RELEASED.replace(old, new)))
    assert found(RELEASED.replace(old, new))


def test_what_breaks_nobody_needs_none() -> None:
    assert found(RELEASED.replace("nickname: String", "nickname(short: Boolean): String! age: Int")) == []


def test_a_label_says_what_when_and_why() -> None:
    without = RELEASED.replace(" nickname: String", "")
    assert found(without, LABEL) == []
    for change in ({"on": "soon"}, {"reason": " "}, {"reason": None}):
        (told,) = found(without, LABEL | change)
        assert "no day" in told
    (told,) = found(RELEASED, LABEL)
    assert "nothing of the kind changed" in told


def test_a_field_that_is_taken_out_of_the_schema_is_a_problem() -> None:
    without = printed().replace("type Viewer {\n  subject: String!", "type Viewer {")
    assert any("Viewer.subject" in told for told in problems(without))
