"""What changed since a phone last asked: objects as they are now, and what it has to forget."""

from typing import Any, ClassVar
from uuid import UUID

import orjson
import strawberry
from graphql import FieldNode, GraphQLObjectType, get_named_type
from sqlalchemy import Text, Uuid, any_, bindparam, cast, select
from sqlalchemy.dialects.postgresql import ARRAY

from policies.classes import FieldClass
from reads import change_cursor as cursors
from reads import json
from reads.change_cursor import Place, Window
from reads.changes import changed, horizon
from reads.frame import Frame
from reads.given import Late
from reads.keyset import size_of
from reads.rows import seen
from reads.selection import select_fields
from reads.statement import keyed, scoped
from records.codes import FileStatus, Gone
from schema.answer import decoded, run
from schema.context import Info, of_no_tenant
from schema.ids import format_id
from schema.node import Node

_OVER = (FileStatus.CLOSED.value, FileStatus.ARCHIVED.value)


@strawberry.type(
    description="An object that changed: `node` as it is now, or, where `gone` says why, a tombstone. A child's"
    " tombstone takes with it whatever hangs on the child."
)
class Change:
    """An object that changed, or is to be forgotten."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    id: strawberry.ID
    node: Node | None
    gone: Gone | None


@strawberry.type(
    description="What changed since a cursor, each object once, in the order of commits. `cursor` goes on from here:"
    " keep it only once the changes are kept, and ask again at once while `hasMore`."
)
class ChangeFeed:
    """What changed since a cursor."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    changes: list[Change]
    cursor: str
    has_more: bool


async def answer_changes(info: Info, since: str | None, first: int | None) -> dict[str, Any]:
    """Answer with a part of what changed; without `since` with where to begin. Raises BadRead for a useless cursor."""
    raw, request = info._raw_info, info.context
    size, _ = size_of(first if first is not None else 100)
    if request.tenant is None:
        raise of_no_tenant()
    frame, key = request.frame(raw), request.house.derived(f"changes {request.tenant.id}")
    asked = None if since is None else cursors.read(since, request.caller, key)
    now, dropped = orjson.loads(await request.fetch(scoped(frame, horizon()), frame) or "[]")
    if asked is None:
        return await _feed(info, frame, [], cursors.written(Place(now, request.now), request.caller, key), more=False)
    if dropped >= cursors.oldest(asked.since) or cursors.newest(asked.since) > cursors.newest(now):
        raise cursors.start_anew()
    window = asked.window or Window(asked.since, asked.began, now, request.now)
    text = await request.fetch(scoped(frame, changed(frame, window, size)), frame)
    rows: list[Any] = orjson.loads(text or "[]")
    page, more = rows[:size], len(rows) > size
    if more:
        xact, kind, one, *_ = page[-1]
        going = Window(window.since, window.began, window.upto, window.ended, (xact, kind, UUID(one)))
        place = Place(window.since, window.began, going)
    else:
        place = Place(window.upto, window.ended)
    return await _feed(info, frame, page, cursors.written(place, request.caller, key), more=more)


async def _feed(info: Info, frame: Frame, rows: list[Any], cursor: str, *, more: bool) -> dict[str, Any]:
    kind = _object(frame, "ChangeFeed")
    values = {"cursor": cursor, "hasMore": more, "__typename": kind.name}
    feed: dict[str, Any] = {}
    for key, nodes in select_fields(frame, kind, info._raw_info.field_nodes).items():
        name = nodes[0].name.value
        feed[key] = await _changes(info, frame, rows, nodes) if name == "changes" else values[name]
    return feed


async def _changes(info: Info, frame: Frame, rows: list[Any], asked: list[FieldNode]) -> list[dict[str, Any]]:
    """Look the objects up as they are now, all in one statement, and leave out what was never in sight."""
    fields = select_fields(frame, _object(frame, "Change"), asked)
    nodes = [node for found in fields.values() if found[0].name.value == "node" for node in found]
    closed, found = await _nodes(info, frame, rows, nodes)
    made = []
    for (_, kind, key, gone, owner), node in zip(rows, found, strict=True):
        if node is not None and (owner in closed or (kind == "child" and key in closed)):
            node, gone = None, Gone.CLOSED.value
        if node is None and gone is None:
            continue
        values = {
            "id": format_id(kind, UUID(key)),
            "node": node,
            "gone": None if node is not None else gone,
            "__typename": "Change",
        }
        made.append({name: values[one[0].name.value] for name, one in fields.items()})
    frame.reading.rows(sum(node is not None for node in found))
    return made


async def _nodes(
    info: Info, frame: Frame, rows: list[Any], nodes: list[FieldNode]
) -> tuple[set[str], list[dict[str, Any] | None]]:
    """Give which owners have a closed file, and of each row the object, or None for what is not in sight."""
    keys = [(kind, UUID(key)) for _, kind, key, *_ in rows]
    kinds = dict.fromkeys(kind for kind, _ in keys)
    closed = _closed(frame, [UUID(owner) for *_, owner in rows if owner])
    objects = keyed(frame, nodes, kinds, Late(lambda _given: keys)) if keys else json.constant("")
    over, *lines = await run(info.context, frame, json.joined([closed, "\n", objects]))
    return set(decoded(over or "[]")), [decoded(line) for line in lines[1::2]]


def _closed(frame: Frame, owners: list[UUID]) -> Any:
    """Ask which of the children in sight have a closed file."""
    of = _of(frame, "child")
    row = frame.registry.entities[of.name].rows.table.alias()
    these = row.c.id == any_(bindparam(None, owners, ARRAY(Uuid), unique=True))
    over = select(json.joined(['"', cast(row.c.id, Text), '"'])).where(these, row.c.file_status.in_(_OVER))
    return json.array(over.where(seen(frame, of, row)))


def _of(frame: Frame, kind: str) -> GraphQLObjectType:
    return _object(frame, frame.registry.nodes[kind].name)


def _object(frame: Frame, name: str) -> GraphQLObjectType:
    of = get_named_type(frame.schema.type_map[name])
    assert isinstance(of, GraphQLObjectType)
    return of
