"""How root fields are answered: what each makes of its selection, declared once for both ways of answering."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from sqlalchemy import ColumnElement
from strawberry.schema.schema_converter import GraphQLCoreConverter

from reads.arguments import Value, arguments
from reads.frame import Frame
from reads.given import Late
from reads.plan import PlannedField
from reads.reading import Reading
from reads.sources import Paged, Row
from reads.statement import connection, keyed, many, one
from schema.ids import parse_id, split_id

ROOT = "root"
MOST_IDS = 100


class ByPythonError(Exception):
    """What was asked for is no row: Python answers it."""


@dataclass(frozen=True)
class Told:
    """What a root field becomes: its text (`reads.statement`), and what the trail needs.

    `asked` gives the kinds and keys that were asked for one by one (None for what is no id); `listed` tells that there
    may be several. An object of several lists has `members` instead of a text: lists, and values of the request.
    """

    text: ColumnElement[str] | None
    asked: Late | None = None
    listed: bool = False
    members: Sequence[tuple[str, ColumnElement[str] | Late]] | None = None

    def planned(self, key: bytes, noted: Reading) -> PlannedField:
        """Give what a plan says of the field; `noted` is what it reads of persons."""
        if self.members is None:
            return PlannedField(key, None, noted, self.asked, self.listed)
        members = [(f'"{name}":'.encode(), value if isinstance(value, Late) else None) for name, value in self.members]
        return PlannedField(key, noted=noted, listed=True, members=members)

    def texts(self) -> list[ColumnElement[str]]:
        """Give what the statement has to answer."""
        if self.members is None:
            return [] if self.text is None else [self.text]
        return [value for _, value in self.members if not isinstance(value, Late)]


Root = Callable[[Frame, GraphQLField, list[FieldNode]], Told]


def root_of(definition: GraphQLField) -> Root | None:
    """Give how a field was declared to be answered; None where Python answers it."""
    declared = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    found: Root | None = (getattr(declared, "metadata", None) or {}).get(ROOT)
    return found


def page(source: Paged, **wider: Paged) -> dict[str, Root]:
    """Declare a connection; where a member of `where` named in `wider` is given, its source stands for the usual."""

    def build(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
        asked = arguments(frame.inquiry, definition, nodes[0])
        where = asked.get("where")
        chosen = next((other for name, other in wider.items() if _says(where, name)), source)
        return Told(connection(frame, definition, chosen, nodes, asked), listed=True)

    return {ROOT: build}


def _says(where: Value | None, name: str) -> bool:
    if where is None or where.told("null", lambda sent: sent is None):
        return False
    return name in where.members() and bool(where.member(name).known())


def by_id(kind: str) -> dict[str, Root]:
    """Declare one object, found by its id; an id of another kind finds nothing, by the same statement."""

    def build(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
        key = arguments(frame.inquiry, definition, nodes[0])["id"].then(lambda text: parse_id(text, kind))
        text = one(frame, object_of(definition), nodes, lambda row: row.c.id == key)
        return Told(text, key.then(lambda found: [None if found is None else (kind, found)]))

    return {ROOT: build}


def found(asked: Callable[[Row, dict[str, Value]], ColumnElement[bool]]) -> dict[str, Root]:
    """Declare one row that is nobody's: the first for which `asked(row, arguments)` holds."""

    def build(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
        given = arguments(frame.inquiry, definition, nodes[0])
        return Told(one(frame, object_of(definition), nodes, lambda row: asked(row, given)))

    return {ROOT: build}


def listed(
    asked: Callable[[Row, dict[str, Value]], ColumnElement[bool]],
    order: Callable[[Row], tuple[ColumnElement[Any], ...]],
) -> dict[str, Root]:
    """Declare the whole list of the rows for which `asked(row, arguments)` holds."""

    def build(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
        given = arguments(frame.inquiry, definition, nodes[0])
        return Told(many(frame, object_of(definition), nodes, lambda row: asked(row, given), order), listed=True)

    return {ROOT: build}


def by_ids(argument: str) -> dict[str, Root]:
    """Declare objects of any kind by their global ids, one or a list of them."""

    def build(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
        sent = arguments(frame.inquiry, definition, nodes[0])[argument]
        several = argument == "ids"
        known = frame.registry.nodes

        def parts(value: Any) -> list[Any]:
            split = map(split_id, value if several else [value])
            return [part if part and part[0] in known else None for part in split]

        def kinds(value: Any) -> tuple[str, ...] | None:
            every = [part[0] for part in map(split_id, value if several else [value]) if part]
            if "tenant" in every or (len(value) > MOST_IDS > 0 and several):
                return None
            return tuple(dict.fromkeys(kind for kind in every if kind in known))

        asked = sent.told("kinds", kinds)
        if not asked:
            raise ByPythonError
        keys = sent.then(parts)
        return Told(keyed(frame, nodes, asked, keys), keys, listed=several)

    return {ROOT: build}


def definition_of(raw: GraphQLResolveInfo[Any]) -> GraphQLField:
    """Give the definition of the field that is being answered."""
    definition: GraphQLField = raw.parent_type.fields[raw.field_name]
    return definition


def object_of(definition: GraphQLField) -> GraphQLObjectType:
    """Give the type of the rows of a field."""
    kind = get_named_type(definition.type)
    assert isinstance(kind, GraphQLObjectType)
    return kind
