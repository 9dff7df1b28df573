"""Standard Webhooks signatures: keys, and the headers by which a receiver knows that a message is ours.

Source: the Standard Webhooks specification 1.0.0, "Signature scheme" and "Webhook headers".
"""

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks.webhooks import Webhook

HMAC_SECRET = 32  # bytes; the specification asks for 24 to 64
_SHARED, _PRIVATE, _PUBLIC = "whsec_", "whsk_", "whpk_"


@dataclass(frozen=True)
class Key:
    """A signing key as its text: `whsk_` (ed25519) or `whsec_` (HMAC); `public` is what a receiver of ed25519 needs."""

    secret: str
    public: str | None = None


def new_key(kind: Literal["ED25519", "HMAC"]) -> Key:
    """Make a key: for ed25519 a pair, for HMAC a secret that both sides keep."""
    if kind == "HMAC":
        return Key(_text(_SHARED, os.urandom(HMAC_SECRET)))
    pair = Ed25519PrivateKey.generate()
    return Key(_text(_PRIVATE, pair.private_bytes_raw()), _text(_PUBLIC, pair.public_key().public_bytes_raw()))


def sign(keys: Sequence[Key], id: str, at: datetime, body: bytes) -> dict[str, str]:  # noqa: A002 (the field's word)
    """Give the headers webhook-id, webhook-timestamp and webhook-signature: one signature for each key, in their order.

    `at` is the time of this attempt, with a zone; `body` the exact UTF-8 bytes that are sent. Raises ValueError for an
    `id` with a full stop, which would let parts of the signed text change places, and for a time without a zone.
    """
    if "." in id:
        raise ValueError("an id that is signed has no full stop")
    if at.tzinfo is None:
        raise ValueError("the time of an attempt has a zone")
    moment = at.astimezone(UTC)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(_signature(key, id, moment, body) for key in keys),
    }


def _signature(key: Key, id: str, moment: datetime, body: bytes) -> str:  # noqa: A002 (as above)
    if key.secret.startswith(_PRIVATE):
        pair = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key.secret.removeprefix(_PRIVATE)))
        signed = f"{id}.{int(moment.timestamp())}.".encode() + body
        return "v1a," + base64.b64encode(pair.sign(signed)).decode()
    # The library takes any time for UTC: it has to be given one.
    return Webhook(key.secret).sign(id, moment, body.decode())


def _text(prefix: str, value: bytes) -> str:
    return prefix + base64.b64encode(value).decode()
