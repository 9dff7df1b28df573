"""What documents have become: those that passed every guard once, each with its plans."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    get_operation_ast,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ColumnElement
from strawberry.extensions import SchemaExtension

from policies.permits import Permit
from reads.frame import Frame, frame_of
from reads.given import Given
from reads.mapping import Registry
from reads.plan import Plan, PlannedField
from reads.rows import login_of
from reads.selection import select_fields
from reads.shapes import Shapes, Unknown
from reads.statement import as_bytes
from schema.roots import ByPythonError, root_of
from schema.variables import Variables
from tenants.statement import compile_once

if TYPE_CHECKING:
    from schema.direct import Direct

MOST_DOCUMENTS = 512
MOST_PERMITS = 32


@dataclass(slots=True)
class Operation:
    """An operation that was found valid, with its plans by permit and by the schema that the tenant's tables are in.

    A query has one for itself, a mutation one for the payload of each of its fields.

    None among the plans says that Python answers what has this shape.
    """

    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    _variables: Variables | None = None
    _direct: "list[Direct | None]" = field(default_factory=list)
    _shapes: OrderedDict[tuple[Permit, str, Hashable], Shapes[Plan | None]] = field(default_factory=OrderedDict)

    def variables(self, schema: GraphQLSchema, sent: Mapping[str, Any]) -> VariableValues | None:
        """Read the variables of a request; None where something is wrong with them."""
        if self._variables is None:
            self._variables = Variables.of(schema, self.node)
        return self._variables.read(sent)

    def direct(self, find: Callable[[], "Direct | None"]) -> "Direct | None":
        """Give how a mutation is answered without the executor, found out once; None where it is not."""
        if not self._direct:
            self._direct.append(find())
        return self._direct[0]

    def plan(self, given: Given, registry: Registry, schema: GraphQLSchema, tables: str) -> Plan | None:
        """Give the plan for a request, made when it is the first of its shape; None when Python has to answer it.

        Raises BadRead and GraphQLError where what was sent cannot be answered: the executor says so in the response.
        """
        shapes = self._of((given.caller.permit, tables, None))
        try:
            return shapes.find(given)
        except Unknown:
            pass
        frame = frame_of(given, registry, schema, self.fragments)
        plan = None
        with suppress(ByPythonError):
            plan = _made(frame, self.node, tables)
        shapes.add(frame.inquiry, plan)
        return plan

    def part(self, key: Hashable, frame: Frame, tables: str, make: Callable[[], Plan | None]) -> Plan | None:
        """Give the plan for a part of the operation, made within the frame when it is the first of its shape."""
        shapes = self._of((frame.caller.permit, tables, key))
        try:
            return shapes.find(frame.inquiry.given)
        except Unknown:
            plan = make()
            shapes.add(frame.inquiry, plan)
            return plan

    def _of(self, key: tuple[Permit, str, Hashable]) -> Shapes[Plan | None]:
        shapes = self._shapes.get(key)
        if shapes is None:
            shapes = self._shapes[key] = Shapes()
            if len(self._shapes) > MOST_PERMITS:
                self._shapes.popitem(last=False)
        self._shapes.move_to_end(key)
        return shapes


class Operations:
    """The operations that one process knows, the latest used last."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str | None], Operation] = OrderedDict()

    def find(self, document: str, name: str | None) -> Operation | None:
        """Give an operation that passed the guards before."""
        found = self._known.get((document, name))
        if found is not None:
            self._known.move_to_end((document, name))
        return found

    def part(
        self,
        document: str,
        name: str | None,
        key: Hashable,
        frame: Frame,
        tables: str,
        make: Callable[[], Plan | None],
    ) -> Plan | None:
        """Give the plan for a part of an operation as the operation does; of one that is not known it is made."""
        known = self.find(document, name)
        return make() if known is None else known.part(key, frame, tables, make)

    def add(self, document: str, name: str | None, operation: Operation) -> None:
        """Keep an operation."""
        self._known[document, name] = operation
        if len(self._known) > MOST_DOCUMENTS:
            self._known.popitem(last=False)


class Remember(SchemaExtension):
    """Keep operations that come as far as being executed: they are valid, and have passed every guard before."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Keep the operation."""
        context = self.execution_context
        request = context.context
        document, name = context.graphql_document, request.operation_name
        known: Operations = request.operations
        if document is not None and context.query is not None and known.find(context.query, name) is None:
            node = get_operation_ast(document, name)
            if node is not None:
                named = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
                known.add(context.query, name, Operation(node, named))
        yield


def _made(frame: Frame, node: OperationDefinitionNode, tables: str) -> Plan:
    query = frame.schema.query_type
    assert query is not None
    fields: list[PlannedField] = []
    answers: list[ColumnElement[str]] = []
    for key, nodes in select_fields(frame.alone(), query, [node]).items():  # type: ignore[list-item]
        name, written = nodes[0].name.value, f'"{key}":'.encode()
        if name == "__typename":
            fields.append(PlannedField(written, b'"Query"'))
            continue
        definition = query.fields.get(name)
        declared = None if definition is None else root_of(definition)
        if definition is None or declared is None:
            raise ByPythonError
        alone = frame.alone()
        told = declared(alone, definition, nodes)
        answers += told.texts()
        fields.append(told.planned(written, alone.reading))
    if not answers:
        raise ByPythonError
    sql, values = compile_once(as_bytes(frame, answers, tables), tables)
    return Plan(sql, values, login_of(frame), fields)
