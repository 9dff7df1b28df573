"""The short way to the door of the graph: looking for its route costs as much as answering does."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.heads import Headed


class Shortcut:
    """Middleware that hands requests for one path straight to their door, which lets no error out."""

    def __init__(self, app: ASGIApp, path: str, door: Callable[[Request], Awaitable[Response]]) -> None:
        self._app, self._path, self._door = app, path, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] == "http" and scope["path"] == self._path:
            response = await self._door(Headed(scope, receive))
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)
