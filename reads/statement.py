"""One statement: what is asked wrapped so that the caller's scope travels inside it.

A root field's answer is text in lines. The first tells the trail how many rows the second gives, or where the one row
lies; of several objects that were asked for by their ids there are two lines each. JSON has no line break inside.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    TextClause,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from policies.assignments import still_held
from reads import json
from reads.arguments import Value
from reads.compile import alias_of, object_json
from reads.connection import page
from reads.frame import Frame
from reads.given import Late
from reads.reading import NOWHERE
from reads.rows import seen, settings
from reads.sources import Paged, Row
from reads.sub_select import COUNTED, LISTED, Kept, SubSelect, first_or_null

NEXT_FIELD = "\x02"  # stands between root fields


def scoped(frame: Frame, answer: ColumnElement[str]) -> Select[Any]:
    """Wrap an answer so that the scope is set before any row is read; without a scope no row shows."""
    return select(case((settings(frame), answer)))


def as_bytes(frame: Frame, answers: Iterable[ColumnElement[str]], schema: str) -> Select[Any]:
    """Wrap the answers of all root fields of an operation, as text that leaves Postgres ready to be sent.

    NULL when the caller does not hold the roles any more that were believed. `schema` is the tenant's own.
    """
    standing = and_(settings(frame), _standing(schema))
    return select(case((standing, func.convert_to(together(answers), "UTF8"))))


def as_text(frame: Frame, answers: Iterable[ColumnElement[str]], schema: str) -> Select[Any]:
    """Wrap what a unit of work shows of what it wrote; NULL as for `as_bytes`."""
    standing = and_(settings(frame), _standing(schema)) if frame.believing else settings(frame)
    return select(case((standing, together(answers))))


def _standing(schema: str) -> TextClause:
    return still_held(schema, Late(lambda given: given.caller.believed and given.caller.believed.at(given.now)))


def together(answers: Iterable[ColumnElement[str]]) -> ColumnElement[str]:
    """Write several answers into one text."""
    parts: list[ColumnElement[str] | str] = []
    for answer in answers:
        parts += [NEXT_FIELD, answer] if parts else [answer]
    return json.joined(parts)


def one(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: Any) -> ColumnElement[str]:
    """Answer with the single row for which `asked(row)` holds and which the caller sees, or null."""
    row = alias_of(frame, kind)
    text, these = _placed(row, object_json(frame, kind, row, nodes)), asked(row)
    rows = SubSelect(text, row, [these, seen(frame, kind, row, these)], limit=1)
    return first_or_null(rows, f"\n{json.NULL}")


def many(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: Any, order: Any) -> ColumnElement[str]:
    """Answer with all rows for which `asked(row)` holds and which the caller sees, in the order of `order(row)`."""
    row = alias_of(frame, kind)
    rows = SubSelect(object_json(frame, kind, row, nodes), row, [asked(row), seen(frame, kind, row)], order(row))
    return Kept(json.joined([COUNTED, "\n[", LISTED, "]"]), rows)


def keyed(frame: Frame, nodes: list[FieldNode], kinds: Iterable[str], parts: Late) -> ColumnElement[str]:
    """Answer with the objects of `parts`, pairs of a kind and a key, in their order; of another kind than `kinds` null.

    By the same statement whether they are there, foreign or invisible.
    """
    asked = (
        func.unnest(
            bindparam(None, parts.then(_kinds), ARRAY(Text), unique=True),
            bindparam(None, parts.then(_keys), ARRAY(Uuid), unique=True),
        )
        .table_valued("kind", "key", with_ordinality="rank", name="asked")
        .render_derived()
    )
    whens = []
    for name in kinds:
        entity = frame.registry.nodes[name]
        kind = frame.schema.type_map[entity.name]
        assert isinstance(kind, GraphQLObjectType)
        row = alias_of(frame, kind)
        text = _placed(row, object_json(frame, kind, row, nodes, typed=frame.typed))
        this = row.c.id == cast(asked.c.key, Uuid)
        rows = SubSelect(text, row, [this, seen(frame, kind, row, this)])
        whens.append((asked.c.kind == literal(name, Text), rows))
    nothing = json.constant(f"\n{json.NULL}")
    found = func.coalesce(case(*whens, else_=nothing), nothing)
    text = func.string_agg(found, aggregate_order_by(json.constant("\n"), asked.c["rank"]))
    return select(func.coalesce(text, "")).select_from(asked).scalar_subquery()


def connection(
    frame: Frame, definition: GraphQLField, source: Paged, nodes: list[FieldNode], arguments: Mapping[str, Value]
) -> ColumnElement[str]:
    """Answer with a page of the rows that the caller sees."""
    return page(frame, source, nodes, arguments, definition, object_json)


def _placed(row: Row, text: ColumnElement[str]) -> ColumnElement[str]:
    lies: ColumnElement[str] | str = NOWHERE
    if "division" in row.c:
        lies = func.coalesce(cast(row.c.division, Text), json.constant(NOWHERE))
    return json.joined([lies, "\n", text])


def _kinds(parts: list[tuple[str, Any] | None]) -> list[str | None]:
    return [part[0] if part else None for part in parts]


def _keys(parts: list[tuple[str, Any] | None]) -> list[Any]:
    return [part[1] if part else None for part in parts]
