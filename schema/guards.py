"""What a document may not be: too deep, or several operations without a name."""

from collections.abc import AsyncIterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from strawberry.extensions import SchemaExtension

DEEPEST = 12
DEEPEST_INTROSPECTION = 16


class DepthRule(ValidationRule):
    """Refuse documents nested deeper than 12 fields (16 for introspection); each fragment is measured once."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._depths: dict[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Measure an operation."""
        for field in node.selection_set.selections:
            deepest = DEEPEST_INTROSPECTION if _introspects(field) else DEEPEST
            if self._depth(SelectionSetNode(selections=(field,))) > deepest:
                self.report_error(GraphQLError(f"The document is nested deeper than {deepest} fields.", field))

    def _depth(self, selections: SelectionSetNode | None) -> int:
        if selections is None:
            return 0
        return max((self._depth_of(node) for node in selections.selections), default=0)

    def _depth_of(self, node: Any) -> int:
        if isinstance(node, FieldNode):
            return 1 + self._depth(node.selection_set)
        if isinstance(node, InlineFragmentNode):
            return self._depth(node.selection_set)
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        if name not in self._depths:
            self._depths[name] = 0  # a fragment that spreads itself is another rule's finding
            fragment = self.context.get_fragment(name)
            if isinstance(fragment, FragmentDefinitionNode):
                self._depths[name] = self._depth(fragment.selection_set)
        return self._depths[name]


class OneOperation(SchemaExtension):
    """Refuse to guess which of several operations is meant (GraphQL specification, 6.1)."""

    async def on_validate(self) -> AsyncIterator[None]:
        """Look before anything runs."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None and context.context.operation_name is None:
            operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
            if len(operations) > 1:
                message = "Must provide operationName: the document has several operations."
                context.pre_execution_errors = [GraphQLError(message)]
        yield


def _introspects(node: Any) -> bool:
    return isinstance(node, FieldNode) and node.name.value in ("__schema", "__type")
