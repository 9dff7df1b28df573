"""Messages of graphql-transport-ws: what a client may send, checked to the letter, and what is sent back."""

import json
from collections.abc import Mapping
from typing import Any

import orjson

from api.failures import BadRequestError
from api.guard import sent_of

PROTOCOL = "graphql-transport-ws"
_LONGEST_ID = 255


class InvalidError(Exception):
    """A message that the protocol does not have (4400); its text is the reason that the client is told."""


def parsed(message: Mapping[str, Any]) -> dict[str, Any]:
    """Read a message of a client from what the socket received. Raises `InvalidError`."""
    text = message.get("text")
    if text is None:
        raise InvalidError("a message is text")
    try:
        found = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise InvalidError("a message is JSON") from error
    if not isinstance(found, dict):
        raise InvalidError("a message is an object")
    match found.get("type"):
        case "connection_init" | "ping" | "pong":
            if not isinstance(found.get("payload"), dict | None):
                raise InvalidError("payload is an object")
        case "subscribe":
            _require_id(found)
            _require_request(found.get("payload"))
        case "complete":
            _require_id(found)
        case _:
            raise InvalidError("a client sends no message of this type")
    return found


def _require_id(found: dict[str, Any]) -> None:
    key = found.get("id")
    if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_ID:
        raise InvalidError(f"id is a text of 1 to {_LONGEST_ID} characters")


def _require_request(payload: object) -> None:
    if not isinstance(payload, dict):
        raise InvalidError("payload holds a query")
    for name, kind in (("documentId", str), ("operationName", str), ("variables", dict), ("extensions", dict)):
        if not isinstance(payload.get(name), kind | None):
            raise InvalidError(f"{name} is of another type")
    try:
        sent_of(payload)
    except BadRequestError as error:
        raise InvalidError("payload holds a query, or the hash of a persisted one") from error


def ack() -> str:
    """Write that the connection may be used."""
    return '{"type":"connection_ack"}'


def ping() -> str:
    """Write the question whether the other side lives."""
    return '{"type":"ping"}'


def pong(payload: dict[str, Any] | None) -> str:
    """Write the answer to a ping, with what came with it."""
    return _written({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})


def next_of(key: str) -> str:
    """Write the first part of a result's message; the response and a brace follow."""
    return f'{{"id":{json.dumps(key)},"type":"next","payload":'


def error(key: str, errors: list[Any]) -> str:
    """Write that an operation was refused before it ran."""
    return _written({"id": key, "type": "error", "payload": errors})


def complete(key: str) -> str:
    """Write that an operation has ended."""
    return _written({"id": key, "type": "complete"})


def _written(message: dict[str, Any]) -> str:
    return orjson.dumps(message).decode()
