"""Serves the pages' scripts, styles, fonts and pictures from memory."""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from api.web import headers

HERE = Path(__file__).parent
BUILT = HERE / "assets"
OWN = HERE / "static"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}
# Vite puts eight characters of the content's hash before the suffix: such a name never changes its content.
_HASHED = re.compile(r"-[\w-]{8}\.\w+$")


@dataclass(frozen=True)
class File:
    """A file as it goes out: its bytes, entity tag and how long a browser may keep it."""

    plain: bytes
    etag: str
    media_type: str
    cache_control: str


@cache
def names() -> frozenset[str]:
    """The names that `/assets/` answers to: a closed list, so that no path can lead elsewhere."""
    return frozenset(path.name for folder in (BUILT, OWN) for path in folder.iterdir() if path.suffix in _TYPES)


@cache
def load(name: str) -> File:
    """The file of that name, which must be one of `names()`; read at its first use."""
    path = BUILT / name if (BUILT / name).exists() else OWN / name
    plain = path.read_bytes()
    return File(
        plain=plain,
        etag=hashlib.sha256(plain).hexdigest()[:32],
        media_type=_TYPES[path.suffix],
        cache_control="public, max-age=31536000, immutable" if _HASHED.search(name) else "no-cache",
    )


async def asset(request: Request) -> Response:
    """`GET /assets/{name}`: 404 for a name that does not ship."""
    name = request.path_params["name"]
    if name not in names():
        return Response("没有这个文件 · No such file\n", 404, headers.FILE, "text/plain; charset=utf-8")
    file = await asyncio.to_thread(load, name)
    sent = headers.FILE | {"Cache-Control": file.cache_control, "ETag": f'"{file.etag}"'}
    return Response(file.plain, headers=sent, media_type=file.media_type)
