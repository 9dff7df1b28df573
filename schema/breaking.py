"""What may not change unsaid: whatever breaks clients of the last release is named, dated and explained."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, find_breaking_changes

from schema.deprecations import flaws

_HERE = Path(__file__).parent


def problems(sdl: str) -> list[str]:
    """Hold a schema against the last release and the labels in schema/breaking.toml; each problem in a sentence."""
    released = build_schema((_HERE / "released.graphql").read_text("utf-8"), no_location=True)
    labels = tomllib.loads((_HERE / "breaking.toml").read_text("utf-8")).get("change", [])
    schema = build_schema(sdl, no_location=True)
    return [*unlabelled(schema, released, labels), *flaws(schema, released)]


def unlabelled(schema: GraphQLSchema, released: GraphQLSchema, labels: list[Mapping[str, Any]]) -> Iterator[str]:
    """Name breaking changes without a label, and labels that say too little or of nothing that changed."""
    changes = {change.description for change in find_breaking_changes(released, schema)}
    for change in sorted(changes - {label.get("what") for label in labels}):
        yield f"{change} 破坏客户端，须在 schema/breaking.toml 说明 / It breaks clients: label it there"
    for label in labels:
        what, reason = label.get("what"), label.get("reason")
        if what not in changes:
            yield f"schema/breaking.toml: {what!r} 并无变更 / nothing of the kind changed since the last release"
        elif type(label.get("on")) is not date or not isinstance(reason, str) or not reason.strip():
            yield f"schema/breaking.toml: {what!r} 缺日期（on）或原因（reason） / has no day (`on`) or no reason"
