"""How Strawberry's executor answers a root field: its selection becomes one statement, decoded for the executor."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLResolveInfo
from sqlalchemy import ColumnElement

from reads import json
from reads.arguments import arguments
from reads.frame import Frame
from reads.plan import Plan
from reads.rows import login_of
from reads.sources import Paged, Row
from reads.statement import connection, many, one, scoped, together
from schema.context import Info, Request, of_no_tenant
from schema.roots import Told, definition_of, object_of, root_of
from tenants.statement import compile_once

OneRow = Callable[[Row], ColumnElement[bool]]
Order = Callable[[Row], tuple[ColumnElement[Any], ...]]


async def answer(info: Info) -> Any:
    """Answer a field as it was declared (`schema.roots`), by a statement that is kept with its operation."""
    raw, request = info._raw_info, info.context
    frame = request.frame(raw)
    if request.tenant is None:
        told = _told(frame, raw)
        if told.text is None:
            raise of_no_tenant()
        return decoded((await run(request, frame, told.text))[1])
    given, tables = frame.inquiry.given, request.tenant.schema
    plan = request.plan(raw, frame, tables, lambda: _planned(frame, raw, tables))
    assert plan is not None
    text: str = await request.house.read(request.tenant, plan.login, plan.sql, plan.bound(given))
    value, reading = plan.value(text.encode(), given)
    if reading.kinds:
        request.reads.append(reading)
    return decoded(value.decode())


def _told(frame: Frame, raw: GraphQLResolveInfo[Any]) -> Told:
    definition = definition_of(raw)
    declared = root_of(definition)
    assert declared is not None
    return declared(frame, definition, raw.field_nodes)


def _planned(frame: Frame, raw: GraphQLResolveInfo[Any], tables: str) -> Plan:
    told = _told(frame, raw)
    texts = told.texts() or [json.constant("")]
    sql, values = compile_once(scoped(frame, together(texts)), tables)
    return Plan(sql, values, login_of(frame), [told.planned(b"", frame.reading)])


async def answer_page(info: Info, source: Paged) -> Any:
    """Answer a connection field whose source Python chooses."""
    raw, request = info._raw_info, info.context
    frame, definition = request.frame(raw), definition_of(raw)
    asked = arguments(frame.inquiry, definition, raw.field_nodes[0])
    lines = await run(request, frame, connection(frame, definition, source, raw.field_nodes, asked))
    frame.reading.told(lines[0], [], listed=True)
    return decoded(lines[1])


async def answer_one(info: Info, asked: OneRow, key: UUID | None = None, request: Request | None = None) -> Any:
    """Answer a field of one object, or null; `key` is what it was asked for by, which the trail names.

    `request` stands for the document's own where its caller is narrowed.
    """
    raw, request = info._raw_info, request or info.context
    frame, kind = request.frame(raw), object_of(definition_of(raw))
    lines = await run(request, frame, one(frame, kind, raw.field_nodes, asked))
    named = None if key is None else (frame.registry.entities[kind.name].rows.kind, key)
    frame.reading.told(lines[0], [named], listed=False)
    return decoded(lines[1])


async def answer_many(info: Info, asked: OneRow, order: Order) -> Any:
    """Answer a field that is a whole list."""
    raw, request = info._raw_info, info.context
    frame, kind = request.frame(raw), object_of(definition_of(raw))
    lines = await run(request, frame, many(frame, kind, raw.field_nodes, asked, order))
    frame.reading.told(lines[0], [], listed=True)
    return decoded(lines[1])


async def run(request: Request, frame: Frame, text: ColumnElement[str]) -> list[str]:
    """Run a root field's statement within the caller's scope and give its lines."""
    found = await request.fetch(scoped(frame, text), frame)
    return (found or f"\n{json.NULL}").split("\n")


def decoded(text: str) -> Any:
    """Give a value for the executor, who says what a null means that the schema forbids."""
    return orjson.loads(text.replace(json.FORBIDDEN, json.NULL))


async def fetch_rows(info: Info, frame: Frame, answer: ColumnElement[str]) -> list[Any]:
    """Run a statement of one's own that gives a JSON array, within the caller's scope; for sums beside the rows."""
    found: list[Any] = orjson.loads(await info.context.fetch(scoped(frame, answer), frame) or "[]")
    return found
