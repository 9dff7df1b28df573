"""Where an object is found, and what puts it in somebody's sight: asked by the statements that answer reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLObjectType
from sqlalchemy import func

from care.divisions.scope import covers
from policies.caller import Caller
from policies.classes import FieldClass, RowKind
from reads import json
from reads.compile import alias_of
from reads.frame import Frame, frame_of
from reads.given import Given
from reads.rows import granted, seen
from reads.statement import scoped
from reads.sub_select import SubSelect, first_or_null
from records.codes import AccessGroundKind
from schema.context import Info, Request
from schema.scalars import DivisionCode
from tenants.registry import Login

# A subject sees its own list alone, so it is read as the subject.
_LISTED = """
SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL THEN (
  SELECT coalesce(json_agg(json_build_array(ground, until) ORDER BY ground), '[]')::text
  FROM "{schema}".access_link WHERE subject = $1 AND kind = $2 AND object = $3 AND until > $4
) END
"""
_KINDS = {"need": "REFERRAL", "pairing": "PAIRING", "grant": "GRANT"}


@strawberry.type(description="What puts an object among the rows that somebody sees.")
class AccessGround:
    """What puts an object among the rows that somebody sees: a place, a list until a date, or that it is their own."""

    field_class: ClassVar = FieldClass.BASIC

    kind: AccessGroundKind
    division: DivisionCode | None
    until: datetime | None


@dataclass(frozen=True)
class Found:
    """An object in the asker's sight: the places (12-digit codes) it belongs to, and what it is listed by."""

    places: tuple[int, ...]
    listed: str
    key: UUID | None


async def find(info: Info, kind: str, key: UUID) -> Found | None:
    """Read where an object is and what it is listed by, if the asker sees it."""
    frame, of = _frame(info, kind)
    row = alias_of(frame, of)
    rows = frame.registry.entities[of.name].rows
    listed, name = rows.listed or (("child", "child_id") if "child_id" in row.c else (rows.kind, "id"))
    places = [row.c[one] for one in ("division", rows.also) if one and one in row.c]
    made = func.json_build_object("places", func.json_build_array(*places), "key", row.c[name])
    answer = first_or_null(SubSelect(func.concat(made), row, [row.c.id == key, seen(frame, of, row)]))
    read = orjson.loads(await info.context.fetch(scoped(frame, answer), frame) or "null")
    if read is None:
        return None
    places_of = tuple(place for place in read["places"] if place is not None)
    return Found(places_of, listed, None if read["key"] is None else UUID(read["key"]))


async def sees(info: Info, who: Caller, kind: str, key: UUID, by_grant: FieldClass | None = None) -> bool:
    """Ask as the subject, by the statement that answers the subject's own reads; of a class only grants open, as it."""
    mine, of = _frame(info, kind)
    given = Given(who, who.scope, info.context.now, mine.inquiry.given.variables)
    frame = frame_of(given, mine.registry, mine.schema, mine.fragments)
    row = alias_of(frame, of)
    named = None if by_grant is None else granted(frame, frame.registry.entities[of.name].rows, row, by_grant)
    asked = [row.c.id == key, seen(frame, of, row), *([] if named is None else [named])]
    answer = first_or_null(SubSelect(json.constant("true"), row, asked))
    return await info.context.fetch(scoped(frame, answer), frame) == "true"


def _frame(info: Info, kind: str) -> tuple[Frame, GraphQLObjectType]:
    frame = info.context.frame(info._raw_info)
    of = frame.schema.type_map[frame.registry.nodes[kind].name]
    assert isinstance(of, GraphQLObjectType)
    return frame, of


async def grounds(
    request: Request, who: Caller, areas: Iterable[int], rows: RowKind, found: Found
) -> list[AccessGround]:
    """Give what puts the object in the subject's sight: places that the asker knows of, lists, or that it is theirs."""
    if rows is RowKind.AREA:
        here = [area for area in sorted(set(areas)) if not found.places or any(covers([area], p) for p in found.places)]
        return [AccessGround(kind=AccessGroundKind["AREA"], division=DivisionCode(one), until=None) for one in here]
    listed: list[AccessGround] = []
    if rows is RowKind.LISTED and found.key is not None:
        assert request.tenant is not None
        sql = _LISTED.format(schema=request.tenant.schema)
        arguments = (who.subject, found.listed, found.key, request.now)
        text = await request.house.read(request.tenant, Login.LINK, sql, arguments)
        for ground, until in orjson.loads(text):
            kind = _KINDS.get(ground.partition(":")[0], "LIST")
            ends = datetime.fromisoformat(until)
            listed.append(AccessGround(kind=AccessGroundKind[kind], division=None, until=ends))
    return listed or [AccessGround(kind=AccessGroundKind["OWN"], division=None, until=None)]
