"""`tonghu schema documents`: manifests at the command line, and what they say when something is wrong."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run, commands
from tests.support.trusting import hashed

TEXT = "query Me { viewer { subject } }"


@pytest.fixture
def documents(fresh_url: str, tmp_path: Path) -> Run:
    return commands(fresh_url, tmp_path, "schema", "documents")


def put(folder: Path, *texts: str) -> str:
    path = folder / "persisted-documents.json"
    path.write_text(json.dumps({hashed(text): text for text in texts}), "utf-8")
    return str(path)


def test_a_manifest_is_trusted_demanded_listed_and_taken_back(documents: Run, tmp_path: Path) -> None:
    assert documents("add", "fujian", put(tmp_path, TEXT)).stdout.split("\t")[1] == "1"
    assert documents("demand", "fujian", "on").returncode == 0
    refused = documents("remove", "fujian", hashed(TEXT))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "CONFLICT" in refused.stderr
    first, second = documents("list", "fujian").stdout.splitlines()
    assert first.startswith("第 2 版 version\t1\t仅接受登记者 no others")
    assert second == f"{hashed(TEXT)}\tMe"
    assert documents("demand", "fujian", "off").returncode == 0
    assert documents("remove", "fujian", f"sha256:{hashed(TEXT)}").stdout.split("\t")[1] == "0"


def test_a_document_that_does_not_pass_keeps_all_of_them_out(documents: Run, tmp_path: Path) -> None:
    done = documents("add", "fujian", put(tmp_path, TEXT, "{ nothing }"))
    assert (done.returncode, done.stdout) == (1, "")
    assert hashed("{ nothing }") in done.stderr
    assert documents("list", "fujian").stdout.split("\t")[1] == "0"
    missing = documents("add", "fujian", str(tmp_path / "none.json"))
    assert (missing.returncode, "cannot be read" in missing.stderr) == (1, True)
