"""What an operation selects, without the names that it gives to it: operations that differ in these alone read alike.

Where values are put under the fields' own names, whoever completes them finds a value by its response key where that is
the field's name, and by the field's name where it is an alias (`reads.mapping.by_response_key`).
"""

from collections.abc import Iterable, Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    print_ast,
)

Fragments = Mapping[str, FragmentDefinitionNode]


def unnamed(nodes: Sequence[FieldNode], fragments: Fragments) -> tuple[Sequence[FieldNode], Fragments]:
    """Give the selections of root fields, and fragments, without aliases and in one order.

    They stay as they are where a name would stand for two things then: a field with other arguments, or an alias that
    is a field's name; and where a directive leaves something out, which only the response keys tell apart.
    """
    sets = [one.selection_set for one in fragments.values()]
    sets += [one.selection_set for one in nodes if one.selection_set is not None]
    said: dict[str, str] = {}
    aliases: set[str] = set()
    if not all(_clear(one, said, aliases) for one in sets) or aliases & said.keys():
        return nodes, fragments
    return [_field(one) for one in nodes], {name: _fragment(one) for name, one in fragments.items()}


def _clear(selected: SelectionSetNode, said: dict[str, str], aliases: set[str]) -> bool:
    """Note names and aliases; tells whether each name is said in one way, and nothing is left out."""
    for one in selected.selections:
        if one.directives:
            return False
        if isinstance(one, FieldNode):
            name = one.name.value
            words = " ".join(sorted(map(print_ast, one.arguments or ())))
            if said.setdefault(name, words) != words:
                return False
            if one.alias is not None and one.alias.value != name:
                aliases.add(one.alias.value)
        inside = one.selection_set if isinstance(one, FieldNode | InlineFragmentNode) else None
        if inside is not None and not _clear(inside, said, aliases):
            return False
    return True


def _plain(selected: SelectionSetNode) -> SelectionSetNode:
    return SelectionSetNode(selections=tuple(_ordered(map(_selection, selected.selections))))


def _ordered(nodes: Iterable[SelectionNode]) -> list[SelectionNode]:
    return [one for _, one in sorted({print_ast(one): one for one in nodes}.items())]


def _selection(node: SelectionNode) -> SelectionNode:
    if isinstance(node, FieldNode):
        return _field(node)
    if isinstance(node, InlineFragmentNode):
        return InlineFragmentNode(type_condition=node.type_condition, selection_set=_plain(node.selection_set))
    return node


def _field(node: FieldNode) -> FieldNode:
    inside = None if node.selection_set is None else _plain(node.selection_set)
    return FieldNode(name=node.name, arguments=node.arguments, directives=node.directives, selection_set=inside)


def _fragment(node: FragmentDefinitionNode) -> FragmentDefinitionNode:
    return FragmentDefinitionNode(
        name=node.name, type_condition=node.type_condition, selection_set=_plain(node.selection_set)
    )
