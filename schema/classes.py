"""The class of every field as a table that people read: type or input, field, class.

`schema/classes.csv` is this table, committed: a field that moves to another class, or loses its own and takes its
type's, shows in review, and a test refuses a table that does not agree. Print it anew with `python -m schema.classes`.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter

from policies.classes import FieldClass
from reads.sources import FIELD_CLASS

COMMITTED = Path(__file__).with_name("classes.csv")


def table(schema: GraphQLSchema, *, only: str | None = None) -> Iterator[tuple[str, str, str]]:
    """Give a row for each field that has a class, itself or through its type; of one type where it is named."""
    for name, kind in sorted(schema.type_map.items()):
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType) and only in (None, name):
            of_type = getattr(getattr(_definition(kind), "origin", None), FIELD_CLASS, None)
            for field, definition in kind.fields.items():
                found = declared(definition).get(FIELD_CLASS, of_type)
                if found is not None:
                    yield name, field, FieldClass(found).value


def declared(field: Any) -> Mapping[Any, Any]:
    """Give what a field's declaration says of it."""
    return getattr(_definition(field), "metadata", None) or {}


def committed() -> list[tuple[str, ...]]:
    """Read the committed table."""
    with COMMITTED.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def _definition(of: Any) -> Any:
    return of.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)


if __name__ == "__main__":
    from schema.build import build, core

    csv.writer(sys.stdout, lineterminator="\n").writerows(table(core(build())))
