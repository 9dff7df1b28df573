"""What every answer has on the wire: an entity tag where it was a GET, 304 for who has it already, and its packing.

A stream goes out as it comes. Source: RFC 9110, 8.8.3 (a tag is that of one coding), 13.1.2, 15.4.5.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.leaving import Leaving
from api.packing import SMALLEST, Coding, coding, packed

_KEPT = 64  # packed bodies of files that are the same for all


class Wire:
    """The middleware; `key` (32 bytes) keeps tags from telling what a short answer says to who tries all it could."""

    def __init__(self, app: ASGIApp, key: bytes, leaving: Leaving) -> None:
        self._app = app
        self._key = key
        self._leaving = leaving
        self._kept: OrderedDict[tuple[str, Coding], bytes] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            asked = Headers(scope=scope)
            by, reads = coding(asked.get("accept-encoding", "")), scope["method"] in ("GET", "HEAD")
            if by is not None or reads or self._leaving.begun:
                send = self._sending(send, asked, by, reads=reads)
        await self._app(scope, receive, send)

    def _sending(self, send: Send, asked: Headers, by: Coding | None, *, reads: bool) -> Send:
        start: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message  # its headers depend on the body
                if self._leaving.begun:  # the client's next request goes to another process
                    MutableHeaders(raw=message["headers"])["connection"] = "close"
                return
            if start is not None:
                head, start = start, None
                if not message.get("more_body") and message.get("body"):
                    message["body"] = await self._finished(head, message["body"], asked, by, reads=reads)
                await send(head)
            await send(message)

        return sending

    async def _finished(self, head: Message, body: bytes, asked: Headers, by: Coding | None, *, reads: bool) -> bytes:
        """Complete the head, and give the body that goes with it."""
        headers = MutableHeaders(raw=head["headers"])
        headers.add_vary_header("Accept-Encoding")
        if len(body) < SMALLEST:
            by = None
        tag = None
        if reads and head["status"] == 200:
            tag = headers.get("etag", "").strip('"') or self._tag(body)
            headers["etag"] = f'"{tag}"' if by is None else f'"{tag}-{by}"'
            if _has(asked, headers["etag"]):
                head["status"] = 304
                del headers["content-length"], headers["content-type"]
                return b""
        if by is not None:
            shared = tag if "no-store" not in headers.get("cache-control", "no-store") else None
            body = await self._packed(body, by, shared)
            headers["content-encoding"], headers["content-length"] = by, str(len(body))
        return body

    def _tag(self, body: bytes) -> str:
        return hashlib.blake2b(body, digest_size=16, key=self._key).hexdigest()

    async def _packed(self, body: bytes, by: Coding, tag: str | None) -> bytes:
        if tag is None:
            return await packed(body, by)
        found = self._kept.get((tag, by))
        if found is None:
            found = self._kept[tag, by] = await packed(body, by)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def _has(asked: Mapping[str, str], tag: str) -> bool:
    """Tell whether the client says that it has what the tag stands for; a weak tag of the same is as good (13.1.2)."""
    known = [one.strip().removeprefix("W/") for one in asked.get("if-none-match", "").split(",")]
    return tag in known or known == ["*"]
