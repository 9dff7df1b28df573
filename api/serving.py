"""Runs the doors: one uvicorn process on one event loop, stopped by SIGINT (at once) or SIGTERM (with leave taken)."""

import asyncio
import gc
import signal
from collections.abc import Callable
from socket import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.arrivals import Arrivals
from api.frames import Frames
from api.guard import LARGEST
from api.identity import Identity
from api.leaving import Leaving
from api.telemetry.logs import configure
from api.telemetry.observed import telemetry_of
from api.tokens.verifier import verifier
from api.web.plain import plain_site
from api.web.site import SiteInfo
from policies.source import baseline
from settings import Settings
from tenants.house import House

LINGER = 3.0  # seconds in which whoever sends requests here learns that it is ready no more
MADE_BETWEEN = 5_000  # objects between two searches for garbage
FINISH = 5  # seconds for what is in flight after that; jobs beside it get 5 more: all of it under 15


class Server(uvicorn.Server):
    """Takes leave of its clients before it ends."""

    def __init__(self, config: uvicorn.Config, leaving: Leaving) -> None:
        super().__init__(config)
        self._leaving = leaving

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear a signal; SIGTERM is not raised again in the end, so that what surrounds the server closes in order."""
        if sig != signal.SIGTERM:
            super().handle_exit(sig, frame)
        elif self._leaving.begun:
            self.should_exit = True
        else:
            asyncio.get_running_loop().call_soon_threadsafe(self._leave)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Finish what is in flight, and end."""
        if not self._leaving.begun:
            self._leaving.begin(0.0)
        await super().shutdown(sockets)

    def _leave(self) -> None:
        self._leaving.begin(LINGER)
        asyncio.get_running_loop().call_later(LINGER, ending(self))


def identity_of(house: House, settings: Settings) -> Identity:
    """Make the part that turns tokens into callers."""
    return Identity(house, verifier(settings), baseline())


def app_of(house: House, settings: Settings, site: SiteInfo | None = None) -> Starlette:
    """Put the application of a process together, with the plain pages unless others are given."""
    configure(settings.logged())
    provider = None
    if settings.otlp_endpoint:
        from api.telemetry.spans import exporter, provider_of  # 6 MB that a process without spans does not need

        provider = provider_of(exporter(settings.otlp_endpoint))
    telemetry = telemetry_of(house, provider)
    token = settings.metrics_token
    return create_app(
        house,
        identity_of(house, settings),
        site or plain_site(house),
        telemetry,
        metrics=token is not None or settings.env != "production",
        metrics_token=None if token is None else token.get_secret_value(),
        nats_url=settings.nats(),
        ready_lag=settings.ready_lag,
    )


def server_of(app: Starlette, *, host: str, port: int, http: type[Arrivals] = Arrivals) -> Server:
    """Make the server of an application that `create_app` made. `http` bounds how requests arrive."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        log_config=None,  # what it says goes into our log
        access_log=False,
        server_header=False,  # `date` stays: RFC 9110, 6.6.1 asks for it
        http=http,
        ws=Frames,
        timeout_graceful_shutdown=FINISH,
        ws_max_size=LARGEST,
        ws_per_message_deflate=False,  # thin messages, and a window of 32 kB for each socket
    )
    return Server(config, app.state.leaving)


def settled() -> None:
    """Take what a process has built so far out of the search for garbage: looking through it stops all for 0.2 s.

    For a process that serves until it ends; what is garbage by now stays. A plan is some thousands of objects that
    stay, too: looking for garbage among each 700 of them, as Python does, takes up to a third of what its making does.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN, 2)  # and soon again among what the making of a plan left behind


def ending(server: uvicorn.Server) -> Callable[[], None]:
    """Give what asks the server to end."""

    def end() -> None:
        server.should_exit = True

    return end


async def ready(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    """Wait until the server listens, or has ended."""
    while not server.started and not serving.done():  # noqa: ASYNC110 (uvicorn tells by an attribute alone)
        await asyncio.sleep(0.02)
