"""How an answer leaves: its form and status (GraphQL over HTTP, section 6), and the headers that all of them have."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from api.failures import AGAIN, Failure
from api.media import Media
from schema.error_codes import STATUS
from schema.request_id import request_id

HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "vary": "Accept, Accept-Language, Tonghu-Role",
}
_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_TYPES = {Media.GRAPHQL: f"{Media.GRAPHQL}; charset=utf-8".encode(), Media.JSON: Media.JSON.value.encode()}


def answered(answer: bytes | Mapping[str, Any], form: Media) -> Response:
    """Send what came of a well-formed request; bytes are the whole body of one that went well.

    With data the status is 200. Without, it is that of the first error's code; a client of the older form reads a
    request error as 200. Where the service was busy and nothing at all was answered, there is no data to speak of.
    """
    if isinstance(answer, bytes):
        return _sent(200, answer, form)
    errors = answer.get("errors") or ()
    codes = [error["extensions"]["code"] for error in errors]
    if "data" in answer and not _nothing(answer["data"], codes):
        return _sent(200, answer, form)
    if not codes:
        return _sent(200, answer, form)
    status = STATUS[codes[0]]
    headers = AGAIN if status == 503 else {}
    return _sent(200 if status == 400 and form is Media.JSON else status, {"errors": errors}, form, headers)


def refused(failure: Failure, form: Media) -> Response:
    """Send why a request came to nothing."""
    return _sent(failure.status, {"errors": [failure.error]}, form, failure.headers)


def _nothing(data: Any, codes: list[str]) -> bool:
    """Tell whether there is no value at all, and only because the service was busy."""
    busy = codes and all(code in ("UNAVAILABLE", "TIMEOUT") for code in codes)
    return bool(busy) and (data is None or all(value is None for value in data.values()))


def _sent(
    status: int, body: bytes | Mapping[str, Any], form: Media, headers: Mapping[str, str] | None = None
) -> Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return _Answer(
        status,
        content,
        [
            (b"content-length", str(len(content)).encode()),
            (b"content-type", _TYPES[form]),
            (b"x-request-id", request_id().encode()),
            *_HEADERS,
            *((name.encode(), value.encode()) for name, value in (headers or {}).items()),
        ],
    )


class _Answer(Response):
    """A response whose headers are known: Starlette takes longer to find out which are missing."""

    def __init__(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code, self.body, self.raw_headers, self.background = status, body, headers, None
