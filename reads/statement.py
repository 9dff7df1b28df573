"""One root field, one statement: what is asked wrapped so that the caller's scope travels inside it."""

from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy import ColumnElement, Select, case, select

from reads import json
from reads.compile import alias_of, first_or_null, object_json
from reads.connection import page
from reads.frame import Frame
from reads.rows import settings, visible
from reads.sources import Paged, Row


def scoped(frame: Frame, answer: ColumnElement[str]) -> Select[Any]:
    """Wrap an answer so that the scope is set before any row is read; without a scope no row shows."""
    return select(case((settings(frame), answer)))


def one(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: Any) -> ColumnElement[str]:
    """Answer with the single row for which `asked(row)` holds and which the caller sees, or null."""
    row = alias_of(frame, kind)
    rows = select(object_json(frame, kind, row, nodes)).select_from(row)
    return first_or_null(rows.where(asked(row), _seen(frame, kind, row)))


def many(frame: Frame, kind: GraphQLObjectType, nodes: list[FieldNode], asked: Any, order: Any) -> ColumnElement[str]:
    """Answer with all rows for which `asked(row)` holds and which the caller sees, in the order of `order(row)`."""
    row = alias_of(frame, kind)
    rows = select(object_json(frame, kind, row, nodes)).select_from(row)
    return json.array(rows.where(asked(row), _seen(frame, kind, row)).order_by(*order(row)))


def connection(
    frame: Frame, definition: GraphQLField, source: Paged, nodes: list[FieldNode], arguments: dict[str, Any]
) -> ColumnElement[str]:
    """Answer with a page of the rows that the caller sees."""
    return page(frame, source, nodes, arguments, definition, object_json)


def _seen(frame: Frame, kind: GraphQLObjectType, row: Row) -> ColumnElement[bool]:
    return visible(frame, frame.registry.entities[kind.name].rows, row)
