"""GraphQL's own rules of validation as one rule that asks, for each node, those alone which listen to its kind.

graphql-core asks each of some thirty rules, for each document anew, what it does with each kind of node, and goes
through all of them at each node. Most do nothing with most: to find that out takes longer than many of them do.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from graphql import BREAK, SKIP, ASTValidationRule, Node, Visitor, specified_rules
from graphql.language.visitor import EnterLeaveVisitor


class _Together(Visitor):
    """The rules for one document; as they only look, what one returns tells whether it goes on looking."""

    def __init__(self, context: Any) -> None:
        super().__init__()
        self._rules = [rule(context) for rule in specified_rules]
        self._passing: list[Any] = [None] * len(self._rules)  # the node below which a rule looks at nothing, or BREAK

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        """Give what happens at the nodes of a kind."""
        found = self.enter_leave_map.get(kind)
        if found is None:
            found = self.enter_leave_map[kind] = self._made(kind)
        return found

    def _made(self, kind: str) -> EnterLeaveVisitor:
        passing = self._passing
        heard = [(number, self._rules[number].get_enter_leave_for_kind(kind)) for number in _hearing(kind)]
        if not heard:
            return EnterLeaveVisitor(None, None)
        entered = [(number, does.enter) for number, does in heard if does.enter]

        def enter(node: Node, *args: Any) -> None:
            for number, does in entered:
                if passing[number] is None:
                    said = does(node, *args)
                    if said is SKIP:
                        passing[number] = node
                    elif said is BREAK:
                        passing[number] = BREAK

        def leave(node: Node, *args: Any) -> None:
            for number, does in heard:
                if passing[number] is node:
                    passing[number] = None
                elif passing[number] is None and does.leave:
                    said = does.leave(node, *args)
                    if said is BREAK:
                        passing[number] = BREAK

        return EnterLeaveVisitor(enter, leave)


@cache
def _hearing(kind: str) -> tuple[int, ...]:
    """Give the numbers of the rules that listen to a kind of node."""
    names = f"enter_{kind}", f"leave_{kind}", "enter", "leave"
    return tuple(number for number, rule in enumerate(specified_rules) if any(hasattr(rule, name) for name in names))


RULES = (cast(type[ASTValidationRule], cast(Callable[[Any], Visitor], _Together)),)
