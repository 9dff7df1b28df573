"""A document that is kept: what only its parsing and validation need is let go, which is half of its weight.

graphql-core keeps every token of a text, each with its neighbours, on the places of its nodes; and each name is a text
of its own, in every document that asks for the same field.
"""

from functools import lru_cache

from graphql import DocumentNode, NamedTypeNode, NameNode, Node, SelectionSetNode
from graphql.language.ast import QUERY_DOCUMENT_KEYS

# Errors of a run tell the places of fields, arguments, directives and values.
_PLACELESS = (SelectionSetNode, NamedTypeNode)


def lighten(document: DocumentNode) -> None:
    """Let go of tokens, of the places that no error tells, and of every name that another document has as well."""
    nodes: list[Node] = [document]
    while nodes:
        node = nodes.pop()
        # A node is frozen for those who share it; nobody does yet.
        if isinstance(node, _PLACELESS):
            object.__setattr__(node, "loc", None)
        elif node.loc is not None:
            del node.loc.start_token, node.loc.end_token
        for name in QUERY_DOCUMENT_KEYS.get(node.kind, ()):
            part = getattr(node, name)
            if isinstance(part, NameNode):
                object.__setattr__(node, name, _named(part.value))
            elif isinstance(part, tuple):
                nodes += part
            elif part is not None:
                nodes.append(part)


@lru_cache(maxsize=8192)
def _named(value: str) -> NameNode:
    return NameNode(value=value)
