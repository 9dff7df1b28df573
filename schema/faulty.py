"""A document that is refused as a whole, in our own words: the rules of GraphQL do not forbid it, we do."""

from collections.abc import Sequence

from graphql import GraphQLError, Node

from policies.caller import Language


class FaultyDocument(GraphQLError):
    """One reason against a document: a code of the contract and a sentence in both languages, at the given nodes."""

    def __init__(self, code: str, zh: str, en: str, nodes: Sequence[Node] | None = None) -> None:
        super().__init__(en, nodes)
        self.code = code
        self._zh = zh

    def said(self, language: Language) -> str:
        """Give the sentence in a language."""
        return self.message if language == "en" else self._zh
