"""Reads a tour: a page whose steps are questions to the API, each with who asks, when, and the answer in full."""

import json
import re
from dataclasses import dataclass
from typing import Any

from records.codes import Role

# ### 2026-03-02 09:00 · 儿童主任 CHILD_DIRECTOR
_HEADING = re.compile(r"^### (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) · \S+ ([A-Z_]+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(graphql|json variables|json answer)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"«(\w+)»")


@dataclass(frozen=True)
class Step:
    """One question of a tour. Texts like «child» stand for what an answer gave, and are the same all the way."""

    day: str
    clock: str
    role: Role
    query: str
    variables: Any
    answer: Any


def read_tour(page: str) -> list[Step]:
    """Read the steps of a page in their order; raises ValueError for one that lacks its question or its answer."""
    parts = _HEADING.split(page)
    return [_step(*parts[at : at + 4]) for at in range(1, len(parts), 4)]


def _step(day: str, clock: str, role: str, text: str) -> Step:
    blocks = dict(_BLOCK.findall(text))
    missing = {"graphql", "json answer"} - blocks.keys()
    if missing:
        raise ValueError(f"the step of {day} {clock} lacks its {sorted(missing)}")
    variables = json.loads(blocks.get("json variables", "{}"))
    return Step(day, clock, Role[role], blocks["graphql"], variables, json.loads(blocks["json answer"]))


def filled(value: Any, known: dict[str, str]) -> Any:
    """Put what earlier answers gave in the place of its names."""
    match value:
        case dict():
            return {key: filled(one, known) for key, one in value.items()}
        case list():
            return [filled(one, known) for one in value]
        case str() if named := _NAME.fullmatch(value):
            return known[named[1]]
    return value


def learn(shown: Any, told: Any, known: dict[str, str]) -> Any:
    """Give an answer with its names in the place of what they stand for, learning those that are new."""
    match shown, told:
        case dict(), dict():
            return {key: learn(shown.get(key), one, known) for key, one in told.items()}
        case list(), list() if len(shown) == len(told):
            return [learn(one, other, known) for one, other in zip(shown, told, strict=True)]
        case str(), str() if (named := _NAME.fullmatch(shown)) and known.setdefault(named[1], told) == told:
            return shown
    return told
