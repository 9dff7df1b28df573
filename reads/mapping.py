"""The registry: every readable type of the schema with its rows and the source and class of each of its fields."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter

from policies.classes import FieldClass
from reads.sources import FIELD_CLASS, SOURCE, Filter, Made, Rows, Source

TYPE_KEY = "@type"  # no GraphQL name has an @, so no alias of a client can collide with it


@dataclass(frozen=True)
class Readable:
    """A field: where it comes from and how sensitive it is."""

    source: Source
    field_class: FieldClass


@dataclass(frozen=True)
class Entity:
    """A readable type: its name, its rows and its fields by GraphQL name."""

    name: str
    rows: Rows
    fields: Mapping[str, Readable]


@dataclass(frozen=True)
class Registry:
    """All that the compiler knows: entities by GraphQL type, filters by input type, nodes by id kind, payloads.

    `kept` is what `reads.kept` has made of it.
    """

    entities: Mapping[str, Entity]
    filters: Mapping[str, Mapping[str, tuple[Filter, FieldClass]]]
    nodes: Mapping[str, Entity]
    payloads: Mapping[str, Mapping[str, Made]]
    kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, compare=False, repr=False)


def registry(schema: GraphQLSchema) -> Registry:
    """Read the declarations off a schema and let its executor complete decoded rows.

    Raises TypeError naming every field without a class: such a schema must not be served.
    """
    missing = list(unclassified(schema))
    if missing:
        raise TypeError(f"fields without a class: {', '.join(missing)}")
    entities = {}
    filters = {}
    payloads = {}
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and (rows := _rows(kind)):
            entities[name] = Entity(name, rows, _fields(kind))
            _complete_from_rows(kind, entities[name].fields)
        elif isinstance(kind, GraphQLObjectType) and getattr(_origin(kind), "decoded", False):
            _complete_from_rows(kind, kind.fields)
            payloads[name] = _made(kind)
        elif isinstance(kind, GraphQLInputObjectType):
            filters[name] = _filters(kind)
        elif isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = _type_of
    nodes = {entity.rows.kind: entity for entity in entities.values() if "Node" in _interfaces(schema, entity.name)}
    return Registry(entities, filters, nodes, payloads)


def unclassified(schema: GraphQLSchema) -> Iterator[str]:
    """Name every field of every object type that says neither itself nor through its type what class it has."""
    for name, kind in schema.type_map.items():
        if name.startswith("__") or not isinstance(kind, GraphQLObjectType) or kind in _operations(schema):
            continue
        origin = _origin(kind)
        if getattr(origin, FIELD_CLASS, None) is None:
            for field, definition in kind.fields.items():
                if FIELD_CLASS not in _metadata(definition):
                    yield f"{name}.{field}"


def _interfaces(schema: GraphQLSchema, name: str) -> set[str]:
    kind = schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return {interface.name for interface in kind.interfaces}


def _operations(schema: GraphQLSchema) -> tuple[GraphQLObjectType | None, ...]:
    return schema.query_type, schema.mutation_type, schema.subscription_type


def _origin(kind: GraphQLNamedType) -> Any:
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return getattr(definition, "origin", None)


def _rows(kind: GraphQLObjectType) -> Rows | None:
    rows = getattr(_origin(kind), "rows", None)
    return rows if isinstance(rows, Rows) else None


def _metadata(field: Any) -> Mapping[Any, Any]:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return getattr(definition, "metadata", None) or {}


def _fields(kind: GraphQLObjectType) -> dict[str, Readable]:
    declared = {name: _metadata(field) for name, field in kind.fields.items()}
    return {
        name: Readable(metadata[SOURCE], metadata[FIELD_CLASS])
        for name, metadata in declared.items()
        if SOURCE in metadata
    }


def _made(kind: GraphQLObjectType) -> dict[str, Made]:
    sources = {name: _metadata(field).get(SOURCE) for name, field in kind.fields.items()}
    return {name: source for name, source in sources.items() if isinstance(source, Made)}


def _filters(kind: GraphQLInputObjectType) -> dict[str, tuple[Filter, FieldClass]]:
    declared = {name: _metadata(field) for name, field in kind.fields.items()}
    return {
        name: (metadata[SOURCE], metadata[FIELD_CLASS]) for name, metadata in declared.items() if SOURCE in metadata
    }


def _complete_from_rows(kind: GraphQLObjectType, fields: Iterable[str]) -> None:
    # graphql-core asks types behind an interface whether a value is theirs, and each field for its value; a decoded row
    # is a dict under the response keys that the compiler wrote, so both answers are lookups.
    kind.is_type_of = None
    for name in fields:
        kind.fields[name].resolve = by_response_key


def _type_of(value: Any, _info: Any, _kind: Any) -> str:
    name: str = value[TYPE_KEY] if isinstance(value, dict) else type(value).__name__
    return name


def by_response_key(source: Any, info: Any, **_arguments: Any) -> Any:
    """Give the value that the compiled statement put under the field's response key, or under its name.

    The name is where statements put it that know of no aliases (`reads.unnamed`); no alias is a field's name there.
    """
    key = info.path.key
    return source[key if key in source else info.field_name]
