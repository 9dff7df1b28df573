"""Reads a manifest of documents as build tools write it: GraphQL Code Generator's and Relay's, or Apollo's.

Code Generator (`persistedDocuments`) and Relay map each hash to its text; Apollo (`apollo-persisted-query-manifest`)
lists operations with `id` and `body`. Hashes are SHA-256 of the text, which Code Generator and Relay have to be told.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import orjson
from graphql import GraphQLSchema

from schema.documents import LONGEST_REMEMBERED, document
from schema.errors import presented

_APOLLO = "apollo-persisted-query-manifest"
_HASH = re.compile(r"[0-9a-f]{64}")
_OTHERS = {32: "MD5", 40: "SHA-1"}  # what tools take where nobody tells them


class FaultyManifest(Exception):
    """What is wrong with a manifest, a sentence in both languages for each reason."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))


def read_manifest(text: bytes, schema: GraphQLSchema) -> dict[str, str]:
    """Give the texts of a manifest by their hashes; each is valid, and within the limits of a document.

    Raises `FaultyManifest` with everything that is wrong.
    """
    try:
        entries = _entries(orjson.loads(text))
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        tools = "GraphQL Code Generator, Relay, Apollo"
        raise FaultyManifest([f"不是下列工具的清单 / the manifest of none of: {tools}"]) from error
    reasons = [reason for key, body in entries.items() for reason in _reasons(key, body, schema)]
    if reasons:
        raise FaultyManifest(reasons)
    return entries


def _entries(manifest: Any) -> dict[str, str]:
    if isinstance(manifest, dict) and manifest.get("format") == _APOLLO:
        manifest = {one["id"]: one["body"] for one in manifest["operations"]}
    if not isinstance(manifest, dict) or not all(isinstance(body, str) for body in manifest.values()):
        raise TypeError
    return {key.removeprefix("sha256:"): body for key, body in manifest.items()}


def _reasons(key: str, body: str, schema: GraphQLSchema) -> Iterator[str]:
    if not _HASH.fullmatch(key):
        kind = _OTHERS.get(len(key.rpartition(":")[2]), "?")
        yield f"{key}: 须为 SHA-256（清单为 {kind}） / a SHA-256 is needed, this is {kind}: set hashAlgorithm to sha256"
    elif hashlib.sha256(body.encode()).hexdigest() != key:
        yield f"{key}: 与文本不符 / not the hash of its text"
    if len(body) > LONGEST_REMEMBERED:
        yield f"{key}: 文本超过 {LONGEST_REMEMBERED} 字符 / longer than {LONGEST_REMEMBERED} characters"
    for fault in document(schema, body).faults:
        zh, en = (presented(fault, language, "GRAPHQL_VALIDATION_FAILED")["message"] for language in ("zh", "en"))
        yield f"{key}: {zh} / {en}"
