"""Puts the schema together from its types, and prints it as the file that clients generate from."""

from functools import cache

import strawberry
from graphql import GraphQLError, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

import schema.enums  # noqa: F401 - the codes must be enums before a type names them
from schema.executing import Executing
from schema.guards import ReadDocuments
from schema.mutations.root import Mutation
from schema.operations import Remember
from schema.root import Query
from schema.scalars import SCALARS
from schema.subscription import Subscription


class Schema(strawberry.Schema):
    """The schema, silent about errors: their text may hold personal data, so `schema.errors` decides what is logged."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing here."""


@cache
def build() -> Schema:
    """Make the schema, once for the process; it runs documents as `schema.documents` reads them."""
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=[ReadDocuments, Remember],
        execution_context_class=Executing,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """Give the graphql-core schema inside."""
    return schema._schema


@cache
def printed() -> str:
    """Print the SDL, once for the process, ending in a newline."""
    return build().as_str().rstrip() + "\n"
