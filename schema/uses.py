"""Which deprecated elements an operation uses: those that its document names, and those in its variables' values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_input_type,
    type_from_ast,
    visit,
)

from schema.deprecations import deprecated


@dataclass(frozen=True)
class Uses:
    """What a valid document uses, all its operations together, as schema coordinates.

    `variables` are those whose values may hold deprecated members, with their types.
    """

    named: frozenset[str]
    variables: Mapping[str, GraphQLInputType]
    _elements: frozenset[str]

    def of(self, values: Mapping[str, Any]) -> frozenset[str]:
        """Give what is used with these values of its variables."""
        if not self.variables:
            return self.named
        held = (one for name, kind in self.variables.items() for one in _held(kind, values.get(name)))
        return self.named | self._elements.intersection(held)


def uses(schema: GraphQLSchema, document: DocumentNode) -> Uses | None:
    """Look a valid document through; None where the schema has nothing deprecated."""
    elements = _elements(schema)
    if not elements:
        return None
    info = TypeInfo(schema)
    naming = _Naming(info)
    visit(document, TypeInfoVisitor(info, naming))
    variables = {
        one.variable.name.value: kind
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        for one in node.variable_definitions or ()
        if is_input_type(kind := type_from_ast(schema, one.type)) and _reaches(kind, elements)
    }
    return Uses(elements.intersection(naming.found), variables, elements)


class _Naming(Visitor):
    """Collects the coordinates of all that a document names."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self._field = ""
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Note a field; its arguments follow before any other."""
        self._field = f"{self._info.get_parent_type()}.{node.name.value}"
        self.found.add(self._field)

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """Note an argument of a field."""
        if self._info.get_directive() is None:
            self.found.add(f"{self._field}({node.name.value}:)")

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        """Note a member of an input."""
        self.found.add(f"{get_named_type(self._info.get_parent_input_type())}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        """Note a value of an enumeration."""
        self.found.add(f"{get_named_type(self._info.get_input_type())}.{node.value}")


@lru_cache(maxsize=4)
def _elements(schema: GraphQLSchema) -> frozenset[str]:
    return frozenset(element for element, _ in deprecated(schema))


def _held(kind: GraphQLInputType, value: Any) -> Iterator[str]:
    """Name what a value holds, as far as it fits its type: nobody has checked it yet."""
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(kind, GraphQLList):
        for one in value if isinstance(value, list) else [value]:
            yield from _held(kind.of_type, one)
    elif isinstance(kind, GraphQLEnumType):
        yield f"{kind.name}.{value}"
    elif isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        for name in value.keys() & kind.fields.keys():
            yield f"{kind.name}.{name}"
            yield from _held(kind.fields[name].type, value[name])


def _reaches(kind: GraphQLInputType, elements: frozenset[str]) -> bool:
    """Tell whether a value of a type may hold one of these members."""
    left, seen = [get_named_type(kind)], set()
    while left:
        one = left.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        if isinstance(one, GraphQLInputObjectType):
            left += [get_named_type(member.type) for member in one.fields.values()]
    return any(element.partition(".")[0] in seen for element in elements)
