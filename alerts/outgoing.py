"""The one way out: everything that Tonghu sends to an address that somebody else named goes through here.

Names are resolved here, every address is judged (`alerts.addresses`), and the connection is made to the judged address
itself, so that a name that answers otherwise a moment later (DNS rebinding) leads nowhere. TLS and the Host header keep
the name. No proxy, no redirect, no cookie, no decompression: the pool below knows none of them.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from ipaddress import ip_address
from time import monotonic
from typing import Any, Final, Literal
from weakref import WeakValueDictionary

import httpcore2
import httpx2

from alerts.addresses import Address, Flaw, Network, flaw_of, may_reach, stands_in

WHOLE: Final = 10.0  # seconds from the look-up of the name to the end of the answer
CONNECT: Final = 3.0  # seconds for each address of a name, and as many for TLS
LARGEST: Final = 64 * 1024  # bytes of an answer that are read
AT_ONCE: Final = 200  # requests under way
PER_HOST: Final = 8  # of them to one host and port
IDLE: Final = 30.0  # seconds that a connection is kept for the next request
LOOK_UPS: Final = 64  # names resolved at once, in threads of their own: slow names must not hold up the database's

Fault = Flaw | Literal["unknown_host", "connection", "tls", "protocol", "timeout"]


@dataclass(frozen=True)
class Reply:
    """What came of a request: the status of the answer, or the fault where none came.

    `retry_after` are the seconds that the other side asks to wait for, `took` the seconds that the request took.
    """

    status: int | None
    retry_after: float | None
    took: float
    fault: Fault | None


Post = Callable[[str, bytes, Mapping[str, str]], Coroutine[Any, Any, Reply]]


@asynccontextmanager
async def outgoing(allowed: Sequence[Network], *, whole: float = WHOLE) -> AsyncIterator[Post]:
    """Give `post(url, body, headers)`, which sends one request and never raises for what the other side does.

    `allowed` are the networks that an operator lets requests into although they are not public; http:// is for these
    alone. `whole` are the seconds that a request may take. An answer counts once its head has come; its body is read
    to the limits above and thrown away. The certificates that are trusted are the system's, or those of SSL_CERT_FILE.
    """
    threads = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="names")
    trusted = httpcore2.default_ssl_context()
    try:
        async with (
            _pool(_Judged(partial(may_reach, allowed=allowed), threads), trusted) as https,
            _pool(_Judged(partial(stands_in, allowed=allowed), threads), trusted) as http,
        ):
            yield _Client(allowed, {"https": https, "http": http}, whole).post
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


class _RefusedError(Exception):
    """A name leads to an address that may not be reached."""


class _Judged(httpcore2.AsyncNetworkBackend):
    """Connects to the addresses of a name when every one of them may be reached, in the resolver's order."""

    def __init__(self, may: Callable[[Address], bool], threads: ThreadPoolExecutor) -> None:
        self._may = may
        self._threads = threads
        self._tcp = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface of httpcore2)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        addresses = list(dict.fromkeys(str(where[0]) for *_, where in found))
        if not all(self._may(ip_address(one)) for one in addresses):
            raise _RefusedError
        for one in addresses[:-1]:
            try:
                return await self._tcp.connect_tcp(one, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._tcp.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


def _pool(backend: httpcore2.AsyncNetworkBackend, trusted: ssl.SSLContext) -> httpcore2.AsyncConnectionPool:
    return httpcore2.AsyncConnectionPool(
        ssl_context=trusted, max_connections=AT_ONCE, keepalive_expiry=IDLE, network_backend=backend
    )


class _Client:
    """Sends requests, so many at once and to one host; who waits for a turn has not begun, and runs no time down."""

    def __init__(
        self, allowed: Sequence[Network], pools: Mapping[str, httpcore2.AsyncConnectionPool], whole: float
    ) -> None:
        self._allowed = allowed
        self._pools = pools
        self._whole = whole
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._of_host: WeakValueDictionary[tuple[str, int | None], asyncio.Semaphore] = WeakValueDictionary()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send a request; the interface that `outgoing` tells of."""
        if flaw := flaw_of(url, self._allowed):
            return Reply(None, None, 0.0, flaw)
        to = httpx2.URL(url)
        of_host = self._of_host.setdefault((to.host, to.port), asyncio.Semaphore(PER_HOST))
        async with of_host, self._turns:
            began = monotonic()
            head: httpcore2.Response | None = None
            fault: Fault | None = None
            try:
                async with asyncio.timeout(self._whole), self._sent(to, body, headers) as answer:
                    head = answer
                    await _read(answer)
            except Exception as error:
                fault = _fault_of(error)
                if fault is None:
                    raise
            took = monotonic() - began
        if head is None:
            return Reply(None, None, took, fault)
        return Reply(head.status, _retry_after(head), took, None)

    def _sent(
        self, to: httpx2.URL, body: bytes, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[httpcore2.Response]:
        at = httpcore2.URL(scheme=to.raw_scheme, host=to.raw_host, port=to.port, target=to.raw_path)
        told = httpx2.Headers({"host": to.netloc.decode(), "user-agent": "Tonghu", "content-type": "application/json"})
        told.update(headers)
        limits = {"timeout": {"connect": CONNECT}}
        return self._pools[to.scheme].stream("POST", at, headers=told.raw, content=body, extensions=limits)


async def _read(answer: httpcore2.Response) -> None:
    """Read an answer up to its end, so that its connection serves again, or up to the largest size."""
    read = 0
    async for part in answer.aiter_stream():
        read += len(part)
        if read > LARGEST:
            return


def _retry_after(answer: httpcore2.Response) -> float | None:
    """Read the seconds to wait for, given as such or as a date (RFC 9110, 10.2.3); None for anything else."""
    said = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"")
    text = said.decode("ascii", "replace").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


_FAULTS: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], Fault], ...]] = (
    (_RefusedError, "refused_address"),
    ((socket.gaierror, UnicodeError), "unknown_host"),
    ((TimeoutError, httpcore2.TimeoutException), "timeout"),
    (ssl.SSLError, "tls"),
    (httpcore2.RemoteProtocolError, "protocol"),
    ((OSError, httpcore2.NetworkError), "connection"),
)


def _fault_of(error: Exception) -> Fault | None:
    """Name what went wrong on the other side or on the way; None for what is our own fault."""
    # The pool raises "from None": what a fault came from is its context alone.
    told: BaseException | None = error
    while told is not None and not isinstance(told, ssl.SSLError):
        told = told.__context__
    return next((fault for kinds, fault in _FAULTS if isinstance(told or error, kinds)), None)
