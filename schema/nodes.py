"""Objects by their global ids: unknown, foreign and invisible ids all give null, by the same statement."""

from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLObjectType

from reads import json
from reads.errors import BadRead
from reads.statement import keyed, scoped
from schema.context import Info
from schema.ids import split_id
from schema.tenant import Tenant, tenant_of, tenants_in_sight

MOST = 100


async def answer_nodes(info: Info, ids: list[str]) -> list[Any]:
    """Answer each id with its object or null, all in one statement; raises BadRead for more than 100 ids."""
    if len(ids) > MOST:
        raise BadRead("BAD_USER_INPUT", f"一次最多查询 {MOST} 个对象", f"at most {MOST} ids at once")
    parts = [split_id(text) for text in ids]
    found = await _rows(info, [part for part in parts if part])
    found |= await _tenants(info, [part for part in parts if part])
    return [found.get(part) if part else None for part in parts]


async def _rows(info: Info, parts: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], Any]:
    raw, request = info._raw_info, info.context
    frame = request.frame(raw)
    keys: dict[str, list[UUID]] = {kind: [] for kind, _ in parts if kind in request.registry.nodes}
    for kind, key in parts:
        if kind in keys:
            keys[kind].append(key)
    if not keys:
        return {}
    answers = []
    for kind, wanted in keys.items():
        of = frame.schema.type_map[request.registry.nodes[kind].name]
        assert isinstance(of, GraphQLObjectType)
        answers.append((kind, keyed(frame, of, raw.field_nodes, wanted)))
    text = await request.fetch(scoped(frame, json.members(answers)), frame)
    found = {(kind, UUID(key)): row for kind, rows in orjson.loads(text or "{}").items() for key, row in rows}
    for kind, key in parts:
        frame.reading.one(kind, key, found.get((kind, key)))
    return found


async def _tenants(info: Info, parts: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], Tenant]:
    if not any(kind == "tenant" for kind, _ in parts):
        return {}
    return {("tenant", one.id): tenant_of(one) for one in await tenants_in_sight(info)}
