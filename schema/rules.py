"""GraphQL's own rules of validation, asked in one pass that asks of each node those alone which listen to its kind.

graphql-core asks each of some thirty rules, for each document anew, what it does with each kind of node, goes through
all of them at each node, names among them, and keeps what it learns of a node by the hash of all that is below it. Most
rules do nothing with most nodes: to find that out takes longer than many of them do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from graphql import (
    BREAK,
    SKIP,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    ValidationContext,
    Visitor,
    specified_rules,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.pyutils import RefMap
from graphql.validation.rules.unique_directives_per_location import UniqueDirectivesPerLocationRule
from graphql.validation.validate import FragmentNestingVisitor, ValidationAbortedError
from graphql.validation.validation_context import VariableUsage, VariableUsageVisitor

Hear = Callable[..., Any]
_NAMES: Final = ("description", "name", "alias")  # no rule listens to names, nor does a type change at one


def errors_of(schema: GraphQLSchema, document: DocumentNode, most: int) -> list[GraphQLError]:
    """Hold a document against the rules as `graphql.validate` does, which need not have looked at the schema."""
    errors: list[GraphQLError] = []

    def note(error: GraphQLError) -> None:
        if len(errors) >= most:
            raise ValidationAbortedError("Too many validation errors, error limit reached. Validation aborted.")
        errors.append(error)

    info = TypeInfo(schema)
    context = _Context(schema, document, info, note, hide_suggestions=True)
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    rules: list[Visitor] = [FragmentNestingVisitor(fragments)] if fragments else []
    rules += [rule(context) for rule in specified_rules]
    try:
        _Pass(info, rules).look(document, None, [])
    except ValidationAbortedError as error:
        error.__context__ = None  # it is remembered, and would keep what the pass has made
        errors.append(error.with_traceback(None))
    except RecursionError:
        errors.append(ValidationAbortedError("Validation aborted."))
    return errors


class _Context(ValidationContext):
    """What the rules share; what is known of a node is found by which node it is."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        self._fragment_spreads = cast(Any, RefMap())
        self._variable_usages = cast(Any, RefMap())
        self._recursive_variable_usages = cast(Any, RefMap())

    def get_variable_usages(self, node: Any) -> list[VariableUsage]:
        """Find where an operation or a fragment uses variables, and what is asked of them there."""
        found = self._variable_usages.get(node)
        if found is None:
            using = VariableUsageVisitor(self._type_info, node if isinstance(node, FragmentDefinitionNode) else None)
            _Pass(self._type_info, [using], leaves=False).look(node, None, [])
            found = self._variable_usages[node] = using.usages
        return found


@dataclass(frozen=True, slots=True)
class _Kind:
    """What happens at the nodes of a kind: what the types do, then what each rule does, by the rules' numbers."""

    begin: Hear | None
    entered: list[tuple[int, Hear]]
    keys: tuple[str, ...]
    left: list[tuple[int, Hear]]
    end: Hear | None


class _Pass:
    """One pass over a document. As rules only look, what one returns tells whether it goes on looking.

    Without `leaves`, fields that have neither arguments nor directives nor fields of their own are passed over.
    """

    def __init__(self, info: TypeInfo, rules: list[Visitor], *, leaves: bool = True) -> None:
        self._info, self._rules, self._leaves = info, rules, leaves
        self._classes = tuple(map(type, rules))
        self._passing: list[Any] = [None] * len(rules)  # the node below which a rule looks at nothing, or BREAK
        self._kinds: dict[str, _Kind] = {}

    def look(self, node: Any, parent: Any, ancestors: list[Any]) -> None:
        """Look at a node and all below it, as `graphql.visit` does; `ancestors` are those of its parent."""
        kind = self._kinds.get(node.kind) or self._made(node.kind)
        passing, skipped = self._passing, None
        if kind.begin is not None:
            kind.begin(node)
        for number, hear in kind.entered:
            if passing[number] is None:
                said = hear(node, None, parent, (), ancestors)
                if said is SKIP:
                    passing[number] = node
                    skipped = [number] if skipped is None else [*skipped, number]
                elif said is BREAK:
                    passing[number] = BREAK
        if kind.keys:
            self._below(node, kind.keys, parent, ancestors)
        for number, hear in kind.left:
            if passing[number] is None and hear(node, None, parent, (), ancestors) is BREAK:
                passing[number] = BREAK
        if skipped is not None:
            for number in skipped:
                passing[number] = None
        if kind.end is not None:
            kind.end()

    def _below(self, node: Any, keys: tuple[str, ...], parent: Any, ancestors: list[Any]) -> None:
        if parent is not None:
            ancestors.append(parent)
        for key in keys:
            part = getattr(node, key)
            if isinstance(part, tuple):
                ancestors.append(node)
                for one in part:
                    if self._leaves or not _bare(one):
                        self.look(one, part, ancestors)
                ancestors.pop()
            elif part is not None:
                self.look(part, node, ancestors)
        if parent is not None:
            ancestors.pop()

    def _made(self, name: str) -> _Kind:
        heard = [
            (number, self._rules[number].get_enter_leave_for_kind(name)) for number in _hearing(self._classes, name)
        ]
        made = self._kinds[name] = _Kind(
            getattr(self._info, f"enter_{name}", None),
            [(number, does.enter) for number, does in heard if does.enter],
            _parts(name),
            [(number, does.leave) for number, does in heard if does.leave],
            getattr(self._info, f"leave_{name}", None),
        )
        return made


def _bare(node: Any) -> bool:
    return isinstance(node, FieldNode) and not (node.selection_set or node.arguments or node.directives)


@cache
def _parts(kind: str) -> tuple[str, ...]:
    return tuple(key for key in QUERY_DOCUMENT_KEYS.get(kind, ()) if key not in _NAMES)


@cache
def _hearing(rules: tuple[type[Visitor], ...], kind: str) -> tuple[int, ...]:
    """Give the numbers of the rules that listen to a kind of node."""
    names = [f"enter_{kind}", f"leave_{kind}"]
    return tuple(
        number
        for number, rule in enumerate(rules)
        if any(hasattr(rule, name) for name in names)
        or (rule is UniqueDirectivesPerLocationRule and "directives" in _parts(kind))
    )
