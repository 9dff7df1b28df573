"""How Strawberry's executor answers a root field: its selection becomes one statement, decoded for the executor."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement

from reads import json
from reads.arguments import arguments
from reads.frame import Frame
from reads.plan import Plan
from reads.reading import Asked, Reading
from reads.sources import Paged, Row
from reads.statement import NEXT_FIELD, connection, many, one, scoped
from schema.context import Info, Request, of_no_tenant
from schema.roots import definition_of, object_of, root_of

OneRow = Callable[[Row], ColumnElement[bool]]
Order = Callable[[Row], tuple[ColumnElement[Any], ...]]


async def answer(info: Info) -> Any:
    """Answer a field as it was declared (`schema.roots`)."""
    raw, request = info._raw_info, info.context
    definition = definition_of(raw)
    declared = root_of(definition)
    assert declared is not None
    frame = request.frame(raw)
    told = declared(frame, definition, raw.field_nodes)
    asked: Asked = told.asked.of(frame.inquiry.given) if told.asked is not None else []
    lines = await run(request, frame, told.text)
    frame.reading.told(lines[0], asked, listed=told.listed)
    return decoded(lines[1])


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


async def answer_lists(info: Info, frame: Frame, make: Callable[[str], Plan]) -> dict[str, Any]:
    """Answer a field with several lists of its own, by key, by the one statement of a plan that is kept.

    `make(tables)` makes it within the frame, of root fields' answers. Raises `BadRead` FORBIDDEN for an operator.
    """
    raw, request = info._raw_info, info.context
    if request.tenant is None:
        raise of_no_tenant()
    tables = request.tenant.schema
    plan = request.plan(raw, frame, tables, lambda: make(tables))
    assert plan is not None
    text: str = await request.house.read(request.tenant, plan.login, plan.sql, plan.bound(frame.inquiry.given))
    reading, found = Reading(), dict[str, Any]()
    for planned, part in zip(plan.fields, text.split(NEXT_FIELD), strict=True):
        count, _, rows = part.partition("\n")
        reading.rows(int(count))
        reading.kinds |= {kind: set(classes) for kind, classes in planned.kinds.items()}
        found[planned.key.decode()] = decoded(rows)
    if reading.kinds:
        request.reads.append(reading)
    return found


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
