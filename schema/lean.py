"""A document that is kept: what only its parsing and validation need is let go, which is half of its weight.

graphql-core keeps every token of a text, each with its neighbours, on the places of its nodes; and each name is a text
of its own, in every document that asks for the same field.
"""

import sys

from graphql import DocumentNode, NameNode, Node
from graphql.language.ast import QUERY_DOCUMENT_KEYS


def lighten(document: DocumentNode) -> None:
    """Let go of tokens and of the places of names; errors of a run tell the places of fields, arguments and values."""
    nodes: list[Node] = [document]
    while nodes:
        node = nodes.pop()
        place = node.loc
        if isinstance(node, NameNode):
            # A node is frozen for those who share it; nobody does yet.
            object.__setattr__(node, "value", sys.intern(node.value))
            object.__setattr__(node, "loc", None)
        elif place is not None:
            del place.start_token, place.end_token
        for name in QUERY_DOCUMENT_KEYS.get(node.kind, ()):
            part = getattr(node, name)
            if isinstance(part, tuple):
                nodes += part
            elif part is not None:
                nodes.append(part)
