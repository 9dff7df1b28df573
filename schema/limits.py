"""How large a document may be, whatever it asks: counted in one pass that visits each fragment once.

Fragments are counted where they stand, not where they are spread: 40 that spread each other twice are 40, not 2^40.
What they multiply to is a matter of cost (`schema.cost`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from schema.faulty import FaultyDocument

TOKENS: Final = 2_000
DEPTH: Final = 12
INTROSPECTION_DEPTH: Final = 16  # graphql-core's own introspection asks for more than 12
ALIASES: Final = 30
ROOT_FIELDS: Final = 20
MUTATIONS: Final = 4
OPERATIONS: Final = 10
FRAGMENTS: Final = 50
DIRECTIVES: Final = 50


@dataclass
class _Part:
    """What an operation or a fragment holds itself: its depths, the fields at its root, and the spreads to follow."""

    depth: int = 0
    introspection: int = 0
    roots: int = 0
    spreads: list[tuple[str, int, bool]] = field(default_factory=list)  # name, fields around it, within introspection


class _Pass:
    def __init__(self, document: DocumentNode) -> None:
        self.aliases = self.directives = 0
        self.operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.fragments = sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
        self._whole: dict[str, _Part] = {}
        for node in document.definitions:
            self._directed(node)
            for variable in getattr(node, "variable_definitions", None) or ():
                self._directed(variable)
        self._own = {name: self._read(node.selection_set) for name, node in self._fragments.items()}
        self._roots = [(node, self._read(node.selection_set)) for node in self.operations]

    def faults(self) -> Iterator[FaultyDocument]:
        """Give every limit that is passed; the document's counts first, since spreads are only followed within them."""
        yield from _over(self.operations, len(self.operations), OPERATIONS, "操作", "operations")
        yield from _over(self.operations, self.fragments, FRAGMENTS, "片段", "fragments")
        yield from _over(self.operations, self.directives, DIRECTIVES, "指令", "directives")
        yield from _over(self.operations, self.aliases, ALIASES, "别名", "aliases")
        if self.fragments > FRAGMENTS:
            return
        for node, own in self._roots:
            part = self._follow(own)
            at = [node]
            yield from _over(at, part.depth, DEPTH, "层嵌套", "levels of fields")
            yield from _over(at, part.introspection, INTROSPECTION_DEPTH, "层内省", "levels of introspection")
            yield from _over(at, part.roots, ROOT_FIELDS, "根字段", "root fields")
            if node.operation is OperationType.MUTATION:
                yield from _over(at, part.roots, MUTATIONS, "个写入", "mutations")

    def _read(self, selections: SelectionSetNode) -> _Part:
        part = _Part()
        stack = [(selections, 0, False)]
        while stack:
            around, depth, introspects = stack.pop()
            for node in around.selections:
                self._directed(node)
                if isinstance(node, FragmentSpreadNode):
                    part.spreads.append((node.name.value, depth, introspects))
                    continue
                inner, within = depth, introspects
                if isinstance(node, FieldNode):
                    self.aliases += node.alias is not None
                    part.roots += depth == 0
                    inner = depth + 1
                    within = introspects or node.name.value in ("__schema", "__type")
                    if within:
                        part.introspection = max(part.introspection, inner)
                    else:
                        part.depth = max(part.depth, inner)
                if node.selection_set is not None:  # type: ignore[attr-defined]  # a field, or an inline fragment
                    stack.append((node.selection_set, inner, within))  # type: ignore[attr-defined]
        return part

    def _follow(self, own: _Part) -> _Part:
        whole = _Part(own.depth, own.introspection, own.roots)
        for name, depth, introspects in own.spreads:
            if name not in self._whole:
                self._whole[name] = _Part()  # a fragment that spreads itself is another rule's finding
                if name in self._own:
                    self._whole[name] = self._follow(self._own[name])
            spread = self._whole[name]
            deepest = max(spread.depth, spread.introspection)
            if introspects:
                whole.introspection = max(whole.introspection, depth + deepest)
            else:
                whole.depth = max(whole.depth, depth + spread.depth if spread.depth else 0)
                whole.introspection = max(
                    whole.introspection, depth + spread.introspection if spread.introspection else 0
                )
            whole.roots += spread.roots if depth == 0 else 0
        return whole

    def _directed(self, node: Any) -> None:
        self.directives += len(getattr(node, "directives", None) or ())


def faults(document: DocumentNode) -> list[FaultyDocument]:
    """Give what a document has too much of, each with the code TOO_COMPLEX."""
    return list(_Pass(document).faults())


def _over(nodes: list[Any], found: int, most: int, zh: str, en: str) -> Iterator[FaultyDocument]:
    if found > most:
        at: list[Node] = nodes[:1]
        yield FaultyDocument(
            "TOO_COMPLEX", f"查询过于复杂：{zh}超过 {most}", f"The document has more than {most} {en}", at
        )
