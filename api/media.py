"""In which of the two forms a client reads an answer (GraphQL over HTTP, section 3 and 6; RFC 9110, 12.5.1)."""

from enum import StrEnum
from functools import lru_cache

from api.failures import BadRequestError
from api.language import quality


class Media(StrEnum):
    """The media types of an answer: the newer one, whose status tells of request errors, and the older."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"


@lru_cache(maxsize=32)
def media(accept: str | None) -> Media:
    """Choose the form that is asked for most, the newer where both are alike; raises `BadRequestError` 406 for neither.

    A client that says nothing, or anything will do, gets the older one.
    """
    if not accept or not accept.strip():
        return Media.JSON
    asked: dict[str, float] = {}
    for part in accept.split(","):
        kind, _, parameters = part.partition(";")
        kind = kind.strip().lower()
        asked[kind] = max(asked.get(kind, 0.0), quality(parameters))
    anything = asked.get("application/*", asked.get("*/*", 0.0))
    newer, older = asked.get(Media.GRAPHQL, 0.0), asked.get(Media.JSON, anything)
    if newer and newer >= older:
        return Media.GRAPHQL
    if older:
        return Media.JSON
    if anything and Media.GRAPHQL not in asked:
        return Media.GRAPHQL
    raise BadRequestError(
        406,
        "BAD_USER_INPUT",
        "响应仅有 application/graphql-response+json 与 application/json",
        "Answers are application/graphql-response+json or application/json",
    )
