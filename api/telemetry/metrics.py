"""The metrics of a process, for Prometheus: requests, durations, waits for connections; tenants by code, no ids."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from alerts.hub import Hub
from tenants.counts import Counts

NAMES = 500  # operation names that are told apart; a client could make them up without end
OTHER = "other"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts what one process does; each application has its own, so that several may live in a process."""

    def __init__(self, counts: Callable[[], Counts]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Pools(counts))
        self._requests = Counter(
            "tonghu_requests",
            "Requests by tenant, keyed hash of the operation's name, and code of the outcome.",
            ("tenant", "operation", "outcome"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tonghu_request_seconds",
            "Durations of requests by tenant.",
            ("tenant",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._deprecated = Counter(
            "tonghu_deprecated",
            "Operations that use a deprecated element of the schema, by tenant and client.",
            ("tenant", "client", "element"),
            registry=self._registry,
        )
        self._open = Gauge(
            "tonghu_streams_open", "Connections on which subscriptions may be open.", ("door",), registry=self._registry
        )
        self._names: set[str] = set()
        self._kept: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}

    def watch(self, collector: Collector) -> None:
        """Have something counted that counts itself."""
        self._registry.register(collector)

    @contextmanager
    def open(self, door: str) -> Iterator[None]:
        """Count a connection that stays open, at a door (`websocket` or `sse`), while the block lasts."""
        with self._open.labels(door).track_inprogress():
            yield

    def count(self, *, tenant: str, operation: str, outcome: str, seconds: float) -> None:
        """Count one request. `operation` is a hash."""
        if operation not in self._names:
            if len(self._names) < NAMES:
                self._names.add(operation)
            else:
                operation = OTHER
        counted = self._kept.get((tenant, operation, outcome))
        if counted is None:
            counted = self._requests.labels(tenant, operation, outcome), self._seconds.labels(tenant)
            self._kept[tenant, operation, outcome] = counted
        counted[0].inc()
        counted[1].observe(seconds)

    def deprecated(self, tenant: str, client: str, element: str) -> None:
        """Count one operation that uses a deprecated element; `client` is one of a bounded number."""
        self._deprecated.labels(tenant, client, element).inc()

    def forget(self, tenant: str, client: str) -> None:
        """Let go what was counted of a client that is told apart no more."""
        self._deprecated.remove_by_labels({"tenant": tenant, "client": client})

    def text(self) -> bytes:
        """Write everything in Prometheus' text format 0.0.4."""
        return generate_latest(self._registry)


class Readers(Collector):
    """Counts the subscriptions of a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """Write how many are open, and how many were cut off."""
        yield GaugeMetricFamily("tonghu_subscriptions_open", "Subscriptions that are open.", value=self._hub.open_now)
        text = "Subscriptions that were cut off since their client did not take what it was sent."
        yield CounterMetricFamily("tonghu_slow_readers_dropped", text, self._hub.dropped)


class _Pools(Collector):
    def __init__(self, counts: Callable[[], Counts]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        counts = self._counts()
        for name, text, value in (
            ("size", "Connections that this process may hold.", counts.size),
            ("open", "Connections that are open.", counts.open),
            ("idle", "Open connections that nobody uses.", counts.idle),
            ("waiting", "Requests that wait for a connection.", counts.waiting),
        ):
            yield GaugeMetricFamily(f"tonghu_pool_{name}", text, value=value)
        yield CounterMetricFamily("tonghu_pool_waits", "Requests that had to wait for a connection.", counts.waits)
        seconds = "Seconds that requests waited for connections."
        yield CounterMetricFamily("tonghu_pool_wait_seconds", seconds, counts.waited)
        held = GaugeMetricFamily("tonghu_pool_held", "Connections by tenant.", labels=("tenant",))
        for owner, number in sorted(counts.owners.items()):
            held.add_metric((owner,), number)
        yield held
