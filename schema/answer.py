"""How a root field is answered: its selection becomes one statement, and the JSON that comes back is its value."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from graphql.execution.values import get_argument_values
from sqlalchemy import ColumnElement

from reads.frame import Frame
from reads.sources import Paged, Row
from reads.statement import connection, many, one, scoped
from schema.context import Info, Request

Asked = Callable[[Row], ColumnElement[bool]]
Order = Callable[[Row], tuple[ColumnElement[Any], ...]]


async def answer_page(info: Info, source: Paged) -> Any:
    """Answer a connection field."""
    raw, request = info._raw_info, info.context
    frame = request.frame(raw)
    definition = _definition(raw)
    arguments = get_argument_values(definition, raw.field_nodes[0], frame.variables)
    return await run(request, frame, connection(frame, definition, source, raw.field_nodes, arguments))


async def answer_one(info: Info, asked: Asked, key: UUID | None = None, request: Request | None = None) -> Any:
    """Answer a field of one object, or null; `key` is what it was asked for by, which the trail names.

    `request` stands for the document's own where its caller is narrowed.
    """
    raw, request = info._raw_info, request or info.context
    frame, kind = request.frame(raw), _object(raw)
    found = await run(request, frame, one(frame, kind, raw.field_nodes, asked))
    if key is not None:
        frame.reading.one(frame.registry.entities[kind.name].rows.kind, key, found)
    return found


async def answer_many(info: Info, asked: Asked, order: Order) -> Any:
    """Answer a field that is a whole list."""
    raw, request = info._raw_info, info.context
    frame = request.frame(raw)
    return await run(request, frame, many(frame, _object(raw), raw.field_nodes, asked, order))


async def run(request: Request, frame: Frame, answer: ColumnElement[str]) -> Any:
    """Run the statement that answers a root field, and give its value."""
    text = await request.fetch(scoped(frame, answer), frame)
    found = None if text is None else orjson.loads(text)
    frame.reading.found(found)
    return found


async def fetch_rows(info: Info, frame: Frame, answer: ColumnElement[str]) -> list[Any]:
    """Run a statement of one's own that gives a JSON array, within the caller's scope; for sums beside the rows."""
    found: list[Any] = orjson.loads(await info.context.fetch(scoped(frame, answer), frame) or "[]")
    return found


def _definition(raw: GraphQLResolveInfo[Any]) -> GraphQLField:
    definition: GraphQLField = raw.parent_type.fields[raw.field_name]
    return definition


def _object(raw: GraphQLResolveInfo[Any]) -> GraphQLObjectType:
    kind = get_named_type(raw.return_type)
    assert isinstance(kind, GraphQLObjectType)
    return kind
