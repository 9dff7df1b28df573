"""Mutations that need no executor: one field, whose payload is rows, refusals and warnings alone.

Its resolver is called as the executor would call it, and `schema.perform` gives the payload as it leaves. For a caller
whose roles are believed, the statement that reads the payload asks whether they stand, inside the transaction: if not,
or if anything was refused by them, nothing is kept and the request begins anew with roles that were read.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_nullable_type,
    located_error,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Path, is_awaitable
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from reads.errors import BadRead
from reads.mapping import Registry
from schema.build import Schema, core
from schema.context import Info, Request
from schema.errors import presented
from schema.given_arguments import arguments_of
from schema.perform import TOLD, Undone, is_apart

Resolver = Callable[..., Awaitable[Any]]
_OF_ERRORS: Final = frozenset(("__typename", "code", "message", "path", "citation"))


@dataclass(frozen=True)
class Direct:
    """A mutation that can be answered so: its field and its resolver, and where it stands in the operation."""

    field: GraphQLField
    asked: StrawberryField
    resolver: Resolver
    arguments: Callable[[dict[str, Any]], dict[str, Any]]
    nodes: list[FieldNode]
    key: str

    @property
    def required(self) -> bool:
        """Tell whether the schema forbids that the whole payload is null."""
        return isinstance(self.field.type, GraphQLNonNull)


def direct_of(
    schema: Schema,
    types: Registry,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Direct | None:
    """Find out whether a valid mutation can be answered so; None for what Strawberry's executor has to do."""
    node, *others = operation.selection_set.selections
    mutation = core(schema).mutation_type
    if others or not isinstance(node, FieldNode) or node.directives or mutation is None:
        return None
    field = mutation.fields.get(node.name.value)
    asked = None if field is None else field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if field is None or not isinstance(asked, StrawberryField) or asked.base_resolver is None:
        return None
    resolver, kind = cast(Resolver, asked.base_resolver.wrapped_func), get_nullable_type(field.type)
    if is_apart(resolver) or not isinstance(kind, GraphQLObjectType) or node.selection_set is None:
        return None
    if not _fits(kind, types, node.selection_set, fragments):
        return None
    arguments = arguments_of(asked, schema.config.name_converter)
    return Direct(field, asked, resolver, arguments, [node], node.alias.value if node.alias else node.name.value)


async def perform_direct(schema: Schema, direct: Direct, request: Request, given: VariableValues) -> Any:
    """Answer a mutation: bytes, or the errors of one that failed; None for the executor to begin anew.

    `given` are the variables of the request, `request` says that it is direct. Whatever a resolver raises before its
    unit of work has ended has undone that.
    """
    request.coerced(given)
    try:
        arguments = direct.arguments(get_argument_values(direct.field, direct.nodes[0], given))
        payload = await direct.resolver(info=_info(schema, direct, request, given), **arguments)
    except (Undone, BadRead, GraphQLError):
        return None  # the executor says of each place what is wrong with it
    except Exception as error:  # noqa: BLE001 (as the executor does: what a field raises is told as its error)
        failed = located_error(error, direct.nodes, [direct.key])
        nothing = None if direct.required else {direct.key: None}
        return {"errors": [presented(failed, request.caller.language)], "data": nothing}
    return orjson.dumps({"data": {direct.key: payload}})


def _info(schema: Schema, direct: Direct, request: Request, given: VariableValues) -> Info:
    mutation, known = core(schema).mutation_type, request.operations.find(request.document, request.operation_name)
    assert mutation is not None
    assert known is not None
    raw = GraphQLResolveInfo(
        field_name=direct.nodes[0].name.value,
        field_nodes=direct.nodes,
        return_type=direct.field.type,
        parent_type=mutation,
        path=Path(None, direct.key, mutation.name),
        schema=core(schema),
        fragments=dict(known.fragments),
        root_value=None,
        operation=known.node,
        variable_values=given,
        context=request,
        is_awaitable=is_awaitable,
        abort_signal=None,
        async_helpers=cast(Any, None),  # the executor's own, for resolvers that run others beside themselves
    )
    return Info(_raw_info=raw, _field=direct.asked)


def _fits(
    kind: GraphQLObjectType,
    types: Registry,
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> bool:
    """Tell whether a payload is asked for nothing but rows, refusals and warnings."""
    rows = types.payloads.get(kind.name, {})
    for node in _fields(selections, fragments, set()):
        name = node.name.value
        if name in TOLD and node.selection_set is not None:
            told = _fields(node.selection_set, fragments, set())
            if any(one.name.value not in _OF_ERRORS for one in told):
                return False
        elif name not in rows and name != "__typename":
            return False
    return True


def _fields(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> list[FieldNode]:
    """Give the fields of a selection with those of its fragments, whichever take part."""
    found: list[FieldNode] = []
    for node in selections.selections:
        if isinstance(node, FieldNode):
            found.append(node)
        elif isinstance(node, InlineFragmentNode):
            found += _fields(node.selection_set, fragments, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            found += _fields(fragments[node.name.value].selection_set, fragments, seen)
    return found
