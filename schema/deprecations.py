"""What is deprecated: each element says since when, until when it stays, and what takes its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    resolve_schema_coordinate,
)

MONTHS = 3  # that an element stays at least
_FORM = re.compile(r"Since (\d{4}-\d\d-\d\d), until (\d{4}-\d\d-\d\d): use ([\w.(:)]+)\.(?: .+)?", re.DOTALL)


@dataclass(frozen=True)
class Deprecation:
    """An element (a schema coordinate, `Child.visits(first:)`) that goes once `until` is over; `use` replaces it."""

    element: str
    since: date
    until: date
    use: str


def deprecated(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Give each deprecated element of a schema with its reason."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        for name, member in _members(kind).items():
            if member.deprecation_reason is not None:
                yield f"{kind.name}.{name}", member.deprecation_reason
            for argument, of in getattr(member, "args", {}).items():
                if of.deprecation_reason is not None:
                    yield f"{kind.name}.{name}({argument}:)", of.deprecation_reason


def deprecation(element: str, reason: str) -> Deprecation | None:
    """Read a reason, `Since 2026-11-27, until 2027-03-01: use Child.name.`; None for one that does not say all this."""
    said = _FORM.fullmatch(reason)
    try:
        return said and Deprecation(element, date.fromisoformat(said[1]), date.fromisoformat(said[2]), said[3])
    except ValueError:
        return None


def flaws(schema: GraphQLSchema, released: GraphQLSchema) -> Iterator[str]:
    """Say what is wrong with the deprecations of a schema; what the last release promised is not taken back."""
    promised = {element: deprecation(element, reason) for element, reason in deprecated(released)}
    now = dict(deprecated(schema))
    for element, reason in now.items():
        found, before = deprecation(element, reason), promised.get(element)
        if found is None:
            yield _FORMLESS.format(element)
        elif not _lasts(found):
            yield f"{element}: 弃用后须保留至少 {MONTHS} 个月 / has to stay for {MONTHS} months at least"
        elif before is not None and found.until < before.until:
            yield f"{element}: 上一版本承诺保留至 {before.until} / the last release promised {before.until}"
        elif found.use in now or not _there(schema, found.use):
            yield f"{element}: 替代 {found.use} 不存在或已弃用 / {found.use} is not there, or deprecated itself"


_FORMLESS = "{}: 弃用原因须写作 / the reason has to read `Since 2026-11-27, until 2027-03-01: use Child.name.`"


def _members(kind: object) -> dict[str, Any]:
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return kind.fields
    return kind.values if isinstance(kind, GraphQLEnumType) else {}


def _there(schema: GraphQLSchema, coordinate: str) -> bool:
    try:
        return resolve_schema_coordinate(schema, coordinate) is not None
    except (GraphQLError, ValueError):
        return False


def _lasts(found: Deprecation) -> bool:
    since, until = found.since, found.until
    return (until.year * 12 + until.month - MONTHS, until.day) >= (since.year * 12 + since.month, since.day)
