"""The plans of one document under one permit, found by the questions that making them asked.

Making a plan is a pure function of the document, the permit and the answers it gets, so two requests with the same
answers ask the same questions in the same order: the plans are the leaves of a tree of questions.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from reads.given import Given, Inquiry, Question

Leaf = TypeVar("Leaf")

MOST = 64


class Unknown(Exception):
    """No plan has been made for the answers of a request."""


@dataclass(slots=True)
class _Fork(Generic[Leaf]):
    question: Question
    ways: dict[Hashable, "_Fork[Leaf] | Leaf"] = field(default_factory=dict)


class Shapes(Generic[Leaf]):
    """A tree of at most 64 plans; a document that makes ever new ones begins again, and never grows without end."""

    __slots__ = ("_root", "size")

    def __init__(self) -> None:
        self._root: dict[Hashable, _Fork[Leaf] | Leaf] = {}
        self.size = 0

    def find(self, given: Given) -> Leaf:
        """Give the plan for a request. Raises `Unknown`, and what a question raises for what was sent."""
        ways, answer = self._root, None
        while True:
            if answer not in ways:
                raise Unknown
            found = ways[answer]
            if not isinstance(found, _Fork):
                return found
            ways, answer = found.ways, found.question.of(given)

    def add(self, inquiry: Inquiry, leaf: Leaf) -> None:
        """Keep what was made with the answers of an inquiry."""
        if self.size >= MOST:
            self._root, self.size = {}, 0
        ways: dict[Hashable, _Fork[Leaf] | Leaf] = self._root
        at: Hashable = None
        for question, answer in inquiry.answers.values():
            fork = ways.get(at)
            if not isinstance(fork, _Fork) or fork.question.name != question.name:
                fork = ways[at] = _Fork(question)
            ways, at = fork.ways, answer
        self.size += at not in ways
        ways[at] = leaf
