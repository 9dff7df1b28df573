"""One root field, one statement: what is asked wrapped so that the caller's scope travels inside it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, any_, bindparam, case, cast, select

from reads import json
from reads.compile import alias_of, first_or_null, object_json
from reads.connection import page
from reads.frame import Frame
from reads.rows import seen, settings
from reads.sources import Paged


def scoped(frame: Frame, answer: ColumnElement[str]) -> Select[Any]:
    """Wrap an answer so that the scope is set before any row is read; without a scope no row shows."""
    return select(case((settings(frame), answer)))


def one(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: Any) -> ColumnElement[str]:
    """Answer with the single row for which `asked(row)` holds and which the caller sees, or null."""
    row = alias_of(frame, kind)
    rows = select(object_json(frame, kind, row, nodes, placed=True)).select_from(row)
    return first_or_null(rows.where(asked(row), seen(frame, kind, row)))


def many(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: Any, order: Any) -> ColumnElement[str]:
    """Answer with all rows for which `asked(row)` holds and which the caller sees, in the order of `order(row)`."""
    row = alias_of(frame, kind)
    rows = select(object_json(frame, kind, row, nodes)).select_from(row)
    return json.array(rows.where(asked(row), seen(frame, kind, row)).order_by(*order(row)))


def keyed(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], keys: Sequence[UUID]) -> ColumnElement[str]:
    """Answer with `[key, object]` of those rows of the keys that the caller sees, in any order."""
    row = alias_of(frame, kind)
    pair = json.joined(['["', cast(row.c.id, Text), '",', object_json(frame, kind, row, nodes, placed=True), "]"])
    these = row.c.id == any_(bindparam(None, list(keys), ARRAY(Uuid), unique=True))
    return json.array(select(pair).select_from(row).where(these, seen(frame, kind, row)))


def connection(
    frame: Frame, definition: GraphQLField, source: Paged, nodes: list[FieldNode], arguments: dict[str, Any]
) -> ColumnElement[str]:
    """Answer with a page of the rows that the caller sees."""
    return page(frame, source, nodes, arguments, definition, object_json)
