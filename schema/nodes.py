"""Objects by their global ids: unknown, foreign and invisible ids all give null, by the same statement."""

from typing import Any
from uuid import UUID

from reads.errors import BadRead
from reads.given import Late
from reads.statement import keyed
from schema.answer import decoded, run
from schema.context import Info
from schema.ids import split_id
from schema.roots import MOST_IDS
from schema.tenant import Tenant, tenant_of, tenants_in_sight


async def answer_nodes(info: Info, ids: list[str]) -> list[Any]:
    """Answer each id with its object or null, all in one statement; raises BadRead for more than 100 ids."""
    if len(ids) > MOST_IDS:
        raise BadRead("BAD_USER_INPUT", f"一次最多查询 {MOST_IDS} 个对象", f"at most {MOST_IDS} ids at once")
    parts = [split_id(text) for text in ids]
    rows = await _rows(info, parts)
    tenants = await _tenants(info, [part for part in parts if part])
    return [tenants.get(part, row) if part else None for part, row in zip(parts, rows, strict=True)]


async def _rows(info: Info, parts: list[tuple[str, UUID] | None]) -> list[Any]:
    raw, request = info._raw_info, info.context
    frame = request.frame(raw)
    known = [part if part and part[0] in request.registry.nodes else None for part in parts]
    kinds = dict.fromkeys(part[0] for part in known if part)
    if not kinds:
        return [None] * len(parts)
    lines = await run(request, frame, keyed(frame, raw.field_nodes, kinds, Late(lambda _given: known)))
    for part, told in zip(known, lines[::2], strict=True):
        if part:
            frame.reading.one(*part, told)
    return [decoded(text) for text in lines[1::2]]


async def _tenants(info: Info, parts: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], Tenant]:
    if not any(kind == "tenant" for kind, _ in parts):
        return {}
    return {("tenant", one.id): tenant_of(one) for one in await tenants_in_sight(info)}
