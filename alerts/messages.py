"""Messages as receivers get them (Standard Webhooks 1.0.0, "Payload structure")."""

from datetime import datetime
from typing import Any, Final

import orjson

PING: Final = "PING"


def message(kind: str, at: datetime | str, data: Any) -> bytes:
    """Write a message: its kind, when what it tells of happened (ISO 8601), and what it tells, as the bytes to sign."""
    return orjson.dumps({"type": kind, "timestamp": at, "data": data})
