"""What an operation selects: fields by response key, with fragments, `@skip` and `@include` applied."""

from collections.abc import Iterable

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)

from reads.arguments import arguments
from reads.frame import Frame

Selection = dict[str, list[FieldNode]]
_DIRECTIVES = {"skip": GraphQLSkipDirective, "include": GraphQLIncludeDirective}


def select_fields(frame: Frame, kind: GraphQLObjectType, nodes: Iterable[FieldNode]) -> Selection:
    """Collect the fields that the nodes' selection sets ask of the type, in order, by response key.

    Raises BadRead TOO_COMPLEX when the root field asks for more than a statement may hold.
    """
    selection: Selection = {}
    seen: set[str] = set()  # over all nodes: fragments that spread each other several times would double at every level
    for node in nodes:
        if node.selection_set is not None:
            _collect(frame, kind, node.selection_set, selection, seen)
    frame.budget.take(len(selection))
    return selection


def _collect(
    frame: Frame, kind: GraphQLObjectType, selections: SelectionSetNode, into: Selection, seen: set[str]
) -> None:
    for node in selections.selections:
        if not _included(frame, node):
            continue
        if isinstance(node, FieldNode):
            into.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        elif isinstance(node, InlineFragmentNode):
            if node.type_condition is None or _applies(frame, kind, node.type_condition.name.value):
                _collect(frame, kind, node.selection_set, into, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            fragment = frame.fragments[node.name.value]
            if _applies(frame, kind, fragment.type_condition.name.value):
                _collect(frame, kind, fragment.selection_set, into, seen)


def _included(frame: Frame, node: SelectionNode) -> bool:
    if not node.directives:
        return True
    said = {
        directive.name.value: arguments(frame.inquiry, _DIRECTIVES[directive.name.value], directive)["if"].known()
        for directive in node.directives
        if directive.name.value in _DIRECTIVES
    }
    return not said.get("skip", False) and bool(said.get("include", True))


def _applies(frame: Frame, kind: GraphQLObjectType, condition: str) -> bool:
    named = frame.schema.type_map[condition]
    return named is kind or (isinstance(named, GraphQLInterfaceType) and named in kind.interfaces)
