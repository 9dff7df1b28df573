"""What is refused before anything is parsed: method, content type, size, slowness, and what is no GraphQL request.

Source: GraphQL over HTTP (graphql/graphql-over-http, section 5, Request).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from api.deadline import Allowed, TooLate
from api.failures import BadRequestError

LARGEST = 256 * 1024  # bytes of a request's body
_MEMBERS = ("query", "variables", "operationName", "extensions", "documentId")


@dataclass(frozen=True)
class Sent:
    """A document, and what was sent with it; members that GraphQL over HTTP does not know are ignored.

    `document` is the hash of a persisted document; `query` is empty where nothing else was sent.
    """

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None
    document: str | None = None


async def posted(request: Request, *, within: float) -> Sent:
    """Read a request of GraphQL from the body of a POST; raises `BadRequestError`, as `read_json` does."""
    return sent_of(await read_json(request, within=within))


async def read_json(request: Request, *, within: float) -> Any:
    """Read a body of JSON. Raises `BadRequestError`: 400, 408 (not sent in time), 413 or 415."""
    _require_json(request)
    try:
        with Allowed(within):
            body = await _read(request)
    except TooLate as error:
        raise BadRequestError(
            408, "TIMEOUT", f"请求体未在 {within:g} 秒内送达", f"The body did not come within {within:g} s"
        ) from error
    return _parsed(body)


def queried(request: Request) -> Sent:
    """Read a query from the address of a GET; raises `BadRequestError` 400."""
    given: dict[str, Any] = {}
    for name in _MEMBERS:
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise _none()
        if values and name in ("variables", "extensions"):
            given[name] = _parsed(values[0].encode("utf-8", "surrogatepass"))
        elif values:
            given[name] = values[0]
    return sent_of(given)


def _require_json(request: Request) -> None:
    if not _is_json(", ".join(request.headers.getlist("content-type"))):
        raise BadRequestError(
            415, "BAD_USER_INPUT", "仅接受 UTF-8 的 application/json", "The body must be application/json in UTF-8"
        )
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise BadRequestError(415, "BAD_USER_INPUT", "请求体不得压缩", "The body must not be compressed")


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    kind, _, parameters = content_type.partition(";")
    return kind.strip().lower() == "application/json" and _utf8(parameters)


def _utf8(parameters: str) -> bool:
    """Tell whether the parameters of a media type say nothing but UTF-8; the quotes are RFC 9110's."""
    if not parameters.strip():
        return True
    name, _, value = parameters.partition("=")
    return name.strip().lower() == "charset" and value.strip().strip('"').lower() in ("utf-8", "utf8")


async def _read(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > LARGEST:
        raise _too_large()
    read, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        read += message.get("body", b"")
        more = message.get("more_body", False)
        if len(read) > LARGEST:
            raise _too_large()
    return bytes(read)


def _parsed(text: bytes) -> Any:
    try:
        return orjson.loads(text)  # strict: UTF-8 alone, no lone surrogates, no deeper than 1,024 levels
    except orjson.JSONDecodeError as error:
        raise BadRequestError(400, "BAD_USER_INPUT", "这不是 JSON（UTF-8）", "This is not JSON in UTF-8") from error


def sent_of(body: Any) -> Sent:
    """Read a request of GraphQL that came as JSON; raises `BadRequestError` 400."""
    if not isinstance(body, dict):
        raise _none()
    query, variables, name, extensions, key = (body.get(member) for member in _MEMBERS)
    if (
        not isinstance(query, (str, type(None)))
        or not isinstance(key, (str, type(None)))
        or not isinstance(variables, (dict, type(None)))
        or not isinstance(name, (str, type(None)))
        or not isinstance(extensions, (dict, type(None)))
    ):
        raise _none()
    document = _document(key, extensions)
    if query is None and document is None:
        raise _none()
    return Sent(query or "", variables, name or None, extensions, document)


def _document(key: str | None, extensions: dict[str, Any] | None) -> str | None:
    """Give the hash that a persisted document is asked for by.

    Source: GraphQL over HTTP, appendix A (`documentId`); Apollo's clients (`extensions.persistedQuery`).
    """
    if key is None:
        persisted = (extensions or {}).get("persistedQuery")
        key = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return key.removeprefix("sha256:") if isinstance(key, str) else None


def _none() -> BadRequestError:
    return BadRequestError(
        400, "BAD_USER_INPUT", "这不是 GraphQL 请求（JSON）", "This is not a GraphQL request in JSON"
    )


def _too_large() -> BadRequestError:
    return BadRequestError(413, "TOO_LARGE", "请求体超过 256 KB", "The body is larger than 256 KB")
