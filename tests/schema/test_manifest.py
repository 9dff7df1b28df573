"""Manifests as build tools write them, and what is wrong with others."""

import json
from pathlib import Path
from typing import Any

import pytest

from schema.build import core
from schema.documents import document
from schema.execute import built
from schema.manifest import FaultyManifest, read_manifest
from tests.support.trusting import hashed

TEXT = "query Me { viewer { subject } }"
# By @graphql-codegen/cli 7.4.3, client-preset 6.2.0 (persistedDocuments, hashAlgorithm: sha256), of the schema.
CODEGEN = Path(__file__).with_name("persisted-documents.json")


def read(manifest: Any) -> dict[str, str]:
    return read_manifest(json.dumps(manifest).encode(), core(built()[0]))


@pytest.mark.parametrize(
    "manifest",
    [
        {hashed(TEXT): TEXT},
        {f"sha256:{hashed(TEXT)}": TEXT},
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": hashed(TEXT), "name": "Me", "type": "query", "body": TEXT}],
        },
    ],
    ids=["codegen and relay", "prefixed", "apollo"],
)
def test_the_forms_of_the_tools_are_read(manifest: Any) -> None:
    assert read(manifest) == {hashed(TEXT): TEXT}


def test_what_code_generator_has_written_is_read() -> None:
    found = read_manifest(CODEGEN.read_bytes(), core(built()[0]))
    names = [name for text in found.values() for name in document(core(built()[0]), text).operations]
    assert names == ["Children", "Visit"]


@pytest.mark.parametrize(
    "manifest", [[], 1, {"a": 1}, {"format": "apollo-persisted-query-manifest"}, {"format": "other", "operations": []}]
)
def test_what_is_no_manifest_is_refused(manifest: Any) -> None:
    with pytest.raises(FaultyManifest, match="none of"):
        read(manifest)
    with pytest.raises(FaultyManifest, match="none of"):
        read_manifest(b"\xff{", core(built()[0]))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    unknown, long = "{ nothing }", "{ viewer { subject } } #" + "x" * 17_000
    manifest = {
        "sha1:" + "a" * 40: TEXT,
        hashed("another"): TEXT,
        hashed(unknown): unknown,
        hashed(long): long,
        hashed("{ viewer { subject }"): "{ viewer { subject }",
        hashed("{" + "a{" * 13 + "b" + "}" * 14): "{" + "a{" * 13 + "b" + "}" * 14,
    }
    with pytest.raises(FaultyManifest) as told:
        read(manifest)
    lines = str(told.value).splitlines()
    assert len(lines) == len(manifest)
    for line, expected in zip(lines, ("SHA-1", "not the hash", "nothing", "longer than", "", "12"), strict=True):
        assert expected in line
        assert " / " in line
