"""Objects by their global ids: unknown, foreign and invisible ids all give null, by the same statement."""

from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement

from reads import json
from reads.errors import BadRead
from reads.frame import Frame
from reads.sources import Row
from reads.statement import one, scoped
from schema.context import Info
from schema.ids import split_id
from schema.tenant import Tenant, tenant_of

MOST = 100


async def answer_nodes(info: Info, ids: list[str]) -> list[Any]:
    """Answer each id with its object or null, all in one statement; raises BadRead for more than 100 ids."""
    if len(ids) > MOST:
        raise BadRead("BAD_USER_INPUT", f"一次最多查询 {MOST} 个对象", f"at most {MOST} ids at once")
    raw, request = info._raw_info, info.context
    frame = request.frame(raw)
    answers = [_answer(frame, raw.field_nodes, split_id(text)) for text in ids]
    wanted: list[ColumnElement[str] | str] = [part for answer in answers for part in (answer, ",")]
    text = await request.fetch(scoped(frame, json.joined(["[", *wanted[:-1], "]"])), frame)
    found: list[Any] = orjson.loads(text or "[]")
    return [_tenant(info, split_id(text)) or row for text, row in zip(ids, found, strict=True)]


def _answer(frame: Frame, nodes: Any, parts: tuple[str, UUID] | None) -> ColumnElement[str]:
    entity = frame.registry.nodes.get(parts[0]) if parts else None
    if parts is None or entity is None:
        return json.constant(json.NULL)
    kind = frame.schema.type_map[entity.name]
    assert isinstance(kind, GraphQLObjectType)

    def asked(row: Row) -> ColumnElement[bool]:
        return row.c.id == parts[1]

    return one(frame, kind, nodes, asked)


def _tenant(info: Info, parts: tuple[str, UUID] | None) -> Tenant | None:
    own = info.context.tenant
    return tenant_of(own) if own is not None and parts == ("tenant", own.id) else None
