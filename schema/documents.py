"""A document before anyone's variables: parsed, held against the limits and the schema, its operations known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
)
from graphql.validation.rules import overlapping_fields_can_be_merged as merging

from schema.cost import Costs
from schema.faulty import FaultyDocument
from schema.lean import lighten
from schema.limits import TOKENS, faults
from schema.rules import errors_of
from schema.uses import Uses, uses

REMEMBERED: Final = 500  # documents
LONGEST_REMEMBERED: Final = 16 * 1024  # characters
MOST_ERRORS: Final = 20

# Fields of one name are compared in pairs: with graphql-core's own measure, ten times this, documents within all limits
# took most of a second. Fifty fragments side by side need half of it.
merging.MAX_COMPLEXITY_BUDGET = 50_000

_TOO_MUCH = re.compile(r"Syntax Error: (?:Document|Source) ")
_ABORTED = "Validation aborted."


@dataclass(frozen=True, slots=True)
class Document:
    """What a text turned out to be. With `faults` nothing of it may run; `node` is None if it could not be parsed.

    `uses` is None where the schema has nothing deprecated.
    """

    node: DocumentNode | None
    faults: tuple[GraphQLError, ...]
    operations: Mapping[str | None, OperationDefinitionNode]
    costs: Costs | None
    uses: Uses | None = None

    @property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]:
        """The fragments by their names."""
        definitions = self.node.definitions if self.node else ()
        return {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Give the operation that is meant; raises FaultyDocument where that would be a guess, or is none.

        Source: the GraphQL specification, 6.1.
        """
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None and self.operations:
            raise FaultyDocument(
                "GRAPHQL_VALIDATION_FAILED",
                "查询有几个操作，须以 operationName 指明一个",
                "The document has several operations: say which by operationName",
            )
        if name not in self.operations:
            raise FaultyDocument(
                "BAD_USER_INPUT", "查询中没有要执行的操作", "The document has no such operation to run"
            )
        return self.operations[name]

    def introspects(self, operation: OperationDefinitionNode) -> bool:
        """Tell whether an operation asks for the schema; by a fragment of the document counts, too."""
        found = [operation.selection_set]
        definitions = self.node.definitions if self.node else ()
        found += [node.selection_set for node in definitions if isinstance(node, FragmentDefinitionNode)]
        while found:
            for node in found.pop().selections:
                if isinstance(node, FieldNode) and node.name.value in ("__schema", "__type"):
                    return True
                if not isinstance(node, FieldNode) and getattr(node, "selection_set", None) is not None:
                    found.append(node.selection_set)  # type: ignore[attr-defined]  # an inline fragment
        return False


def document(schema: GraphQLSchema, text: str) -> Document:
    """Read a document; those of usual length are remembered."""
    return _remembered(schema, text) if len(text) <= LONGEST_REMEMBERED else _read(schema, text)


def _read(schema: GraphQLSchema, text: str) -> Document:
    try:
        node = parse(text, max_tokens=TOKENS)
    except GraphQLError as error:
        return Document(None, (_too_much() if _TOO_MUCH.match(error.message) else error,), {}, None)
    operations = {
        one.name.value if one.name else None: one
        for one in node.definitions
        if isinstance(one, OperationDefinitionNode)
    }
    # Limits first: some of GraphQL's own rules take long for documents that pass them.
    found: list[GraphQLError] = [*faults(node)]
    found = found or errors_of(schema, node, MOST_ERRORS)
    found = [_too_entangled() if one.message == _ABORTED else one for one in found]
    if found:
        return Document(node, tuple(found), operations, None)
    lighten(node)
    return Document(node, (), operations, Costs(schema, node), uses(schema, node))


_remembered = lru_cache(maxsize=REMEMBERED)(_read)


def _too_much() -> FaultyDocument:
    return FaultyDocument(
        "TOO_COMPLEX",
        f"查询过长或嵌套过深（至多 {TOKENS} 个词元）",
        f"The document is too long or nested too deeply ({TOKENS} tokens at most)",
    )


def _too_entangled() -> FaultyDocument:
    return FaultyDocument(
        "TOO_COMPLEX",
        "查询过于复杂：同名字段或片段相互比较过多，请拆分",
        "The document has too many fields of one name, or fragments, to be compared: split it",
    )
