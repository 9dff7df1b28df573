"""Ids as clients see them: opaque, `<kind>_<uuid>`, the same in lists, nodes and payloads."""

import re
from functools import lru_cache
from uuid import UUID

from reads.given import Late

LONGEST = 80  # characters; no kind has a name of half as many
_ID = re.compile(r"([a-z][A-Za-z]*)_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def format_id(kind: str, key: UUID) -> str:
    """Write the id of a row of the kind."""
    return f"{kind}_{key}"


def split_id(text: str) -> tuple[str, UUID] | None:
    """Take an id apart; None for anything that is not one, which then is as unknown as a missing row."""
    return _split(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=256)  # a request asks for its ids several times: for the statement, and for the trail
def _split(text: str) -> tuple[str, UUID] | None:
    match = _ID.fullmatch(text)
    return (match[1], UUID(match[2])) if match else None


def key_of(value: Late, kind: str) -> Late:
    """Give the key of an id that is read when a statement runs; NULL, which equals nothing, for one of another kind."""
    return value.then(lambda text: parse_id(text, kind))


def parse_id(text: str, kind: str) -> UUID | None:
    """Give the row's key if the id is one of the kind, else None."""
    parts = split_id(text)
    return parts[1] if parts and parts[0] == kind else None
