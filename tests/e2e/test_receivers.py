"""The receivers that the guide shows, run as programs of their own and sent what we really send."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from alerts.outgoing import outgoing
from alerts.signing import Key, new_key, sign
from api.ports import free_port
from tests.support.children import ROOT

RECEIVERS = ROOT / "examples" / "receivers"
HERE = (ip_network("127.0.0.1/32"),)
ID = "01980000-0000-7000-8000-00000000000{}"
BODY = (RECEIVERS / "message.json").read_bytes()

Kept = Callable[[Path], list[tuple[str, bytes]]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TypeScript receiver as its makers build it: packages from the lock, `tsc` with its strictest checks."""
    folder = tmp_path_factory.mktemp("receiver") / "typescript"
    shutil.copytree(RECEIVERS / "typescript", folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for words in (["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], ["npx", "tsc"]):
        subprocess.run(words, cwd=folder, check=True, timeout=300)
    return folder


def of_python(store: Path) -> list[tuple[str, bytes]]:
    with closing(sqlite3.connect(store)) as database:
        return list(database.execute("SELECT id, body FROM received ORDER BY rowid"))


def of_typescript(store: Path) -> list[tuple[str, bytes]]:
    lines = store.read_text().splitlines() if store.exists() else []
    return [(one["id"], one["body"].encode()) for one in map(json.loads, lines)]


@pytest.fixture(params=["python", pytest.param("typescript", marks=pytest.mark.debian)])
def program(request: pytest.FixtureRequest) -> tuple[list[str], Kept]:
    """The words that start a receiver, and how to read what it has kept."""
    if request.param == "python":
        return [sys.executable, str(RECEIVERS / "python" / "receiver.py")], of_python
    folder: Path = request.getfixturevalue("built")
    return ["node", str(folder / "dist" / "receiver.js")], of_typescript


@contextmanager
def running(words: list[str], store: Path, *keys: str | None) -> Iterator[str]:
    """Run a receiver that knows these keys; gives its address."""
    port = free_port("127.0.0.1")
    surroundings = {**os.environ, "TONGHU_WEBHOOK_KEYS": " ".join(filter(None, keys))}
    receiver = subprocess.Popen([*words, str(port), str(store)], env=surroundings, stdout=subprocess.DEVNULL)
    try:
        _await(receiver, port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        receiver.terminate()
        receiver.wait(timeout=10)


def _await(receiver: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(200):
        assert receiver.poll() is None
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the receiver does not listen")


def signed(number: int, *keys: Key, ago: timedelta = timedelta(0)) -> dict[str, str]:
    return sign(keys, ID.format(number), datetime.now(UTC) - ago, BODY)


async def test_keeps_what_is_ours_once_and_refuses_everything_else(
    program: tuple[list[str], Kept], tmp_path: Path
) -> None:
    words, kept = program
    store = tmp_path / "received"
    pair, secret, foreign = new_key("ED25519"), new_key("HMAC"), new_key("ED25519")
    other = new_key("HMAC")
    async with outgoing(HERE) as post:
        with running(words, store, pair.public, secret.secret) as url:

            async def status(headers: dict[str, str], body: bytes = BODY) -> int | None:
                return (await post(url, body, headers)).status

            assert await status(signed(1, pair)) == 204
            assert await status(signed(2, secret)) == 204
            # While a key is replaced, messages carry a signature of the old and of the new one, in either order.
            assert await status(signed(3, foreign, pair)) == 204
            assert await status(signed(4, other, secret)) == 204
            # Again: the same event, a later attempt.
            assert await status(signed(1, pair)) == 204
            assert [key for key, _ in kept(store)] == [ID.format(number) for number in (1, 2, 3, 4)]
            assert {body for _, body in kept(store)} == {BODY}

            old, ahead = timedelta(minutes=6), timedelta(minutes=-6)
            for key in (pair, secret):
                whole = signed(5, key)
                assert await status(whole, BODY + b" ") == 401
                assert await status(signed(5, key, ago=old)) == 401
                assert await status(signed(5, key, ago=ahead)) == 401
                assert await status(whole | {"webhook-id": ID.format(6)}) == 401
                assert await status(whole | {"webhook-timestamp": "soon"}) == 401
                for name in whole:
                    assert await status({one: value for one, value in whole.items() if one != name}) == 401
                for signature in ("", "v1", "v1,", "v1a,%%%", "v1a,AAAA v1,AAAA"):
                    assert await status(whole | {"webhook-signature": signature}) == 401
            assert await status(signed(5, foreign)) == 401
            assert await status(signed(5, other)) == 401
            # It may hang up before all of that was sent, and its answer be lost.
            assert await status(signed(5, pair), b"a" * 1_000_001) in {413, None}
        # It remembers what it has when it is started again.
        with running(words, store, pair.public) as url:
            assert (await post(url, BODY, signed(2, pair))).status == 204
            assert (await post(url, BODY, signed(7, pair))).status == 204
    assert [key for key, _ in kept(store)] == [ID.format(number) for number in (1, 2, 3, 4, 7)]
