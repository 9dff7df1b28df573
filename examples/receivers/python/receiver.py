"""Receives Tonghu's webhooks: checks who sent them, passes over what came before, keeps the rest.

    pip install standardwebhooks cryptography
    TONGHU_WEBHOOK_KEYS="whpk_..." python receiver.py 9000 received.db

TONGHU_WEBHOOK_KEYS are the keys of the endpoint with spaces between: `whpk_` (ed25519, the public half) or `whsec_`
(HMAC); two of them while a key is being replaced. Put TLS in front of it.
"""

import base64
import json
import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

LARGEST = 1_000_000  # bytes
TOLERANCE = 300  # seconds that a message may be old, or ahead of our clock


def verified(keys: Sequence[str], headers: dict[str, str], body: bytes) -> bool:
    """Tell whether one of the keys signed these headers and this body within the last minutes."""
    return any((by_pair if key.startswith("whpk_") else by_secret)(key, headers, body) for key in keys)


def by_secret(key: str, headers: dict[str, str], body: bytes) -> bool:
    """HMAC: the official library checks the signature and the time."""
    try:
        Webhook(key).verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def by_pair(key: str, headers: dict[str, str], body: bytes) -> bool:
    """ed25519: the official Python library does not know it yet, so these lines follow the specification (v1a)."""
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
    sent, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE:
        return False
    signed = f"{sent}.{at}.".encode() + body
    for one in headers.get("webhook-signature", "").split():
        version, _, signature = one.partition(",")
        if version != "v1a":
            continue
        try:
            public.verify(base64.b64decode(signature), signed)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


class Receiver(BaseHTTPRequestHandler):
    """Answers 2xx only once the message is kept: whatever else it answers, the message comes again."""

    keys: Sequence[str] = ()
    store = ""
    timeout = 10  # seconds that a sender may keep us waiting

    def do_POST(self) -> None:
        """Check, keep, answer."""
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self.answer(413)
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not verified(self.keys, headers, body):
            self.answer(401)
            return
        with closing(sqlite3.connect(self.store)) as database, database:
            # The same event has the same id, however often it is sent.
            kept = database.execute(
                "INSERT INTO received (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (headers["webhook-id"], body)
            )
            if kept.rowcount:
                self.received(body)
        self.answer(204)

    def received(self, body: bytes) -> None:
        """Do what a new message asks for; where this fails, it is not kept, and comes again."""
        print("received", self.headers["webhook-id"], json.loads(body)["type"], flush=True)

    def answer(self, status: int) -> None:
        """Answer without a body."""
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


def listening(receiver: type[Receiver], port: int, store: str) -> ThreadingHTTPServer:
    """Make a server on this machine that keeps messages in a file."""
    receiver.store = store
    with closing(sqlite3.connect(store)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS received (id TEXT PRIMARY KEY, body BLOB NOT NULL)")
    return ThreadingHTTPServer(("127.0.0.1", port), receiver)


def main(port: str, store: str) -> None:
    """Listen until stopped."""
    Receiver.keys = os.environ["TONGHU_WEBHOOK_KEYS"].split()
    listening(Receiver, int(port), store).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
