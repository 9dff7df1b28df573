"""What is said of a request: its tenant, a keyed hash of its operation's name, the code it ended with, its duration.

Not its document, variables, path, address, caller or headers. A trace begins here: what a client sends as trace context
is its own text, and is not taken over.
"""

import hashlib
import hmac
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from api.telemetry.metrics import Metrics
from api.usage import Usage
from tenants.house import House

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

LOG = structlog.stdlib.get_logger("tonghu.requests")
_REQUESTS = logging.getLogger("tonghu.requests")
NOBODY, UNNAMED, OK = "-", "-", "OK"
LONGEST = 200  # characters of an operation's name that count


@dataclass
class Asked:
    """What becomes known of a request while it runs."""

    tenant: str = NOBODY
    operation: str | None = None
    outcome: str = OK
    status: int = 500


@dataclass(frozen=True)
class Telemetry:
    """What the doors of a process report to: `provider` makes spans where they go somewhere.

    `key` (32 bytes) is that of the hashes.
    """

    metrics: Metrics
    usage: Usage
    provider: "TracerProvider | None"
    key: bytes = field(repr=False)

    def hashed(self, name: str | None) -> str:
        """Hash an operation's name, which a client may fill with anything: 12 hexadecimal digits."""
        return UNNAMED if name is None else _hashed(self.key, name[:LONGEST])

    @contextmanager
    def request(self) -> Iterator[Asked]:
        """Report the request that the block answers; the block tells what it learns of it."""
        asked, began, provider = Asked(), time.perf_counter(), self.provider
        with nullcontext() if provider is None else self._spanned(asked, provider):
            try:
                yield asked
            finally:
                seconds = time.perf_counter() - began
                known = self._known(asked)
                self.metrics.count(**known, seconds=seconds)
                if _REQUESTS.isEnabledFor(logging.INFO):  # asked at once: structlog finds out in 5 us for each request
                    LOG.info("request", **known, status=asked.status, milliseconds=round(seconds * 1000, 1))

    def close(self) -> None:
        """Send what it holds."""
        if self.provider is not None:
            self.provider.shutdown()

    def _known(self, asked: Asked) -> dict[str, str]:
        return {"tenant": asked.tenant, "operation": self.hashed(asked.operation), "outcome": asked.outcome}

    @contextmanager
    def _spanned(self, asked: Asked, provider: "TracerProvider") -> Iterator[None]:
        from api.telemetry.spans import spanned  # loaded already, where there is a provider

        with spanned(provider) as note:
            try:
                yield
            finally:
                told = {f"tonghu.{name}": value for name, value in self._known(asked).items()}
                note({**told, "http.response.status_code": asked.status})


@lru_cache(maxsize=1024)
def _hashed(key: bytes, name: str) -> str:
    return hmac.digest(key, name.encode(errors="surrogatepass"), hashlib.sha256).hex()[:12]


def telemetry_of(house: House, provider: "TracerProvider | None" = None) -> Telemetry:
    """Make the telemetry of a process; its hashes are the same in every process of an installation."""
    metrics = Metrics(house.counts)
    return Telemetry(metrics, Usage(house, metrics), provider, house.derived("operation names"))
