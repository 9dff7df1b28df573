"""Selections made of the schema itself: everything that root fields can give, each type looked into once."""

from collections import deque
from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

# Words of a selection with what is selected below each.
_Tree = dict[str, Any]


def document(
    schema: GraphQLSchema,
    name: str,
    arguments: str,
    opens: Callable[[str], bool],
    met: set[tuple[str, str]],
    of: str | None = None,
) -> str:
    """Write a query of one root field with what can be read below it; `of` names the type behind an interface.

    Objects are asked for of the first node below the root and of what is part of it, of other nodes the scalars alone;
    so they are of a type that `opens` says no to. What `met` holds of objects (as type and field) is not asked for
    again, and what is asked for is added to it.
    """
    assert schema.query_type is not None
    tree: _Tree = {}
    kind = schema.type_map[of] if of else get_named_type(schema.query_type.fields[name].type)
    root = tree if of is None else tree.setdefault(f"... on {of}", {})
    waiting: deque[tuple[GraphQLNamedType, _Tree, int]] = deque([(kind, root, 0)])
    while waiting:
        kind, below, nodes = waiting.popleft()
        if isinstance(kind, GraphQLInterfaceType):  # what is behind it is asked for by its own root fields
            below["__typename"] = {}
            continue
        assert isinstance(kind, GraphQLObjectType)
        nodes += bool(kind.interfaces)
        below["__typename"] = {}
        for field, its in kind.fields.items():
            target, one = get_named_type(its.type), (kind.name, field)
            leaf = is_leaf_type(target)
            page = kind.name.endswith("Connection")
            wanted = leaf or (nodes < 2 and opens(kind.name) and (page or one not in met) and field != "node")
            if wanted:  # the node of an edge is among the nodes of its list
                met.add(one)
                into = below.setdefault(field, {})
                waiting.extend([] if leaf else [(target, into, nodes)])
    return f"{{ {name}{arguments} {_written(tree)} }}"


def _written(tree: _Tree) -> str:
    words = (f"{word} {_written(below)}" if below else word for word, below in tree.items())
    return f"{{ {' '.join(words)} }}" if tree else ""
