"""GraphQL's own rules of validation, which know from the start what they do not listen to.

graphql-core asks each of some thirty rules, for each document anew, what it does with each kind of node. Most do
nothing with most: to find that out takes longer than all that the rules do.
"""

from collections.abc import Callable
from typing import Any, cast

from graphql import ASTValidationRule, specified_rules
from graphql.language.visitor import EnterLeaveVisitor

_NOTHING = EnterLeaveVisitor(None, None)
# What stands in documents of clients; of any other kind a rule is asked as ever.
_KINDS = """
argument boolean_value directive document enum_value field float_value fragment_definition fragment_spread
inline_fragment int_value list_type list_value name named_type non_null_type null_value object_field object_value
operation_definition selection_set string_value variable variable_definition
"""


def _knowing(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """Give what makes the rule for a document."""
    unheard = {kind: _NOTHING for kind in _KINDS.split() if not _hears(rule, kind)}

    def make(context: Any) -> ASTValidationRule:
        made = rule(context)
        made.enter_leave_map.update(unheard)
        return made

    return cast(type[ASTValidationRule], cast(Callable[[Any], ASTValidationRule], make))


def _hears(rule: type[ASTValidationRule], kind: str) -> bool:
    return any(hasattr(rule, name) for name in (f"enter_{kind}", f"leave_{kind}", "enter", "leave"))


RULES = tuple(map(_knowing, specified_rules))
