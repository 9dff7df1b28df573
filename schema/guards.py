"""Makes Strawberry run documents as `schema.documents` has read them: held against the limits, in one operation."""

from collections.abc import Iterator

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from schema.documents import Document, document
from schema.faulty import FaultyDocument


class ReadDocuments(SchemaExtension):
    """Takes the place of Strawberry's own parsing and validation."""

    def on_parse(self) -> Iterator[None]:
        """Hand over the document; raises the GraphQLError of one that cannot be parsed."""
        found = self._document()
        if found.node is None:
            raise found.faults[0].with_traceback(None)  # it is remembered, and raised again
        self.execution_context.graphql_document = found.node
        yield

    def on_validate(self) -> Iterator[None]:
        """Hand over what is wrong with it, or with the choice of its operation."""
        context = self.execution_context
        found = self._document()
        errors: list[GraphQLError] = list(found.faults)
        if not errors:
            try:
                found.operation(context.context.operation_name)
            except FaultyDocument as error:
                errors = [error]
        context.pre_execution_errors = errors
        yield

    def _document(self) -> Document:
        context = self.execution_context
        return document(context.schema._schema, context.query or "")
