"""Arguments of a field as the making of a statement sees them: what the document says is known, variables are late."""

from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLField,
    Undefined,
    VariableNode,
    is_required_argument,
)
from graphql.execution.values import VariableValues, coerce_argument

from reads.given import Inquiry, Late, each
from reads.literals import ready, varies

Path = tuple[Any, ...]


class Value(Late):
    """A value of the document or of its variables. `path` tells where it stands; `fixed` that no variable makes it."""

    __slots__ = ("fixed", "inquiry", "path")

    def __init__(self, inquiry: Inquiry, path: Path, of: Any, *, fixed: bool) -> None:
        super().__init__(of)
        self.inquiry, self.path, self.fixed = inquiry, path, fixed

    def known(self) -> Any:
        """Give the value itself; the statement then holds for it alone."""
        return self.of(self.inquiry.given) if self.fixed else self.inquiry.know(self.path, self.of)

    def told(self, name: str, tell: Any) -> Any:
        """Give what a pure function tells of the value, hashable; the statement holds for all of which it tells so."""
        of = self.of
        if self.fixed:
            return tell(of(self.inquiry.given))
        return self.inquiry.ask((self.path, name), lambda given: tell(of(given)))

    def members(self) -> tuple[str, ...]:
        """Name the members of an input object that are not null."""
        named: tuple[str, ...] = self.told("members", _members)
        return named

    def member(self, name: str) -> "Value":
        """Give a member of an input object."""
        return self._part(name)

    def parts(self) -> list["Value"]:
        """Give the values of a list one by one; the statement holds for lists of this length."""
        return [self._part(place) for place in range(self.told("length", len))]

    def each(self) -> tuple[Late, ...]:
        """Give the values of a list to be bound."""
        if self.fixed:
            return tuple(self.of(self.inquiry.given))
        return each(self.inquiry, self.path, self.of)

    def _part(self, name: str | int) -> "Value":
        of = self.of
        return Value(self.inquiry, (*self.path, name), lambda given: of(given)[name], fixed=self.fixed)


def arguments(
    inquiry: Inquiry, definition: GraphQLField | GraphQLDirective, node: FieldNode | DirectiveNode
) -> dict[str, Value]:
    """Give the arguments of a field or directive that have a value, null among them.

    Raises GraphQLError where the executor would, for a null that the argument does not take.
    """
    said = {argument.name.value: argument for argument in node.arguments or ()}
    found = {name: _argument(inquiry, node, name, one, said.get(name)) for name, one in definition.args.items()}
    return {name: value for name, value in found.items() if value is not None}


def _argument(
    inquiry: Inquiry,
    node: FieldNode | DirectiveNode,
    name: str,
    definition: GraphQLArgument,
    said: ArgumentNode | None,
) -> Value | None:
    def coerced(variables: VariableValues | None) -> dict[str, Any]:
        into: dict[str, Any] = {}
        coerce_argument(into, node, name, definition, said, variables, None)
        return into

    path = (id(node), name)
    if said is None or not varies(said.value):
        return _known(inquiry, path, name, coerced(None))
    read = ready(said.value, definition.type)

    def made(variables: VariableValues) -> Any:
        value = read(variables.coerced)
        return coerced(variables)[name] if value is Undefined else value

    if not isinstance(said.value, VariableNode):
        return Value(inquiry, path, lambda given: given.once(path, made), fixed=False)
    variable = said.value.name.value
    if not is_required_argument(definition) and not inquiry.ask(
        (path, "sent"), lambda given: variable in given.variables.coerced
    ):
        return _known(inquiry, path, name, coerced(None))
    return Value(inquiry, path, lambda given: made(given.variables), fixed=False)


def _known(inquiry: Inquiry, path: Path, name: str, values: dict[str, Any]) -> Value | None:
    return Value(inquiry, path, lambda _given: values[name], fixed=True) if values else None


def _members(value: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, one in value.items() if one is not None)
