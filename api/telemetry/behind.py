"""What is behind: events that wait for their number, jobs that wait or are held, by tenant; read now and then."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import asyncpg
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from alerts.fared import Fared, fared
from alerts.lag import Lag, lag
from alerts.texting.fared import Texted, texted
from jobs.standing import Standing, standing
from tenants.errors import TenancyError
from tenants.house import House

EVERY = 5.0  # seconds for which a reading holds, however many ask
_UNREAD = (TenancyError, asyncpg.PostgresError)


@dataclass(frozen=True)
class Reading:
    """What was read at one moment; nothing of what could not be read."""

    lags: Mapping[str, Lag] = field(default_factory=dict)
    jobs: Sequence[Standing] = ()
    deliveries: Mapping[str, Fared] = field(default_factory=dict)
    messages: Mapping[str, Texted] = field(default_factory=dict)

    @property
    def slowest(self) -> float:
        """The seconds for which the event waits that has waited longest for its number, of all tenants."""
        return max((one.oldest for one in self.lags.values()), default=0.0)


class Behind(Collector):
    """Reads how far the tenants are behind, and gives Prometheus the last reading."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._reading = Reading()
        self._at = float("-inf")
        self._turn = asyncio.Lock()

    async def now(self) -> Reading:
        """Give a reading that is `EVERY` seconds old at most."""
        async with self._turn:
            if time.monotonic() - self._at >= EVERY:
                self._reading = await self._read()
                self._at = time.monotonic()
        return self._reading

    async def _read(self) -> Reading:
        lags: dict[str, Lag] = {}
        deliveries: dict[str, Fared] = {}
        messages: dict[str, Texted] = {}
        jobs: Sequence[Standing] = ()
        with suppress(*_UNREAD):
            for tenant in await self._house.tenants():
                if tenant.active:
                    with suppress(*_UNREAD):  # one tenant's trouble is not everybody's
                        lags[tenant.code] = await lag(self._house, tenant)
                        deliveries[tenant.code] = await fared(self._house, tenant)
                        messages[tenant.code] = await texted(self._house, tenant)
            jobs = await standing(self._house)
        return Reading(lags, jobs, deliveries, messages)

    def collect(self) -> Iterator[Metric]:
        """Write the last reading as gauges by tenant."""
        lags, jobs, deliveries = self._reading.lags.items(), self._reading.jobs, self._reading.deliveries.items()
        texts = self._reading.messages.items()
        for name, text, values in (
            ("outbox_waiting", "Events that wait for their number.", {key: one.waiting for key, one in lags}),
            ("outbox_lag_seconds", "Seconds that the first has waited.", {key: one.oldest for key, one in lags}),
            ("relay_lag_seconds", "Seconds that the last had waited.", {key: one.relayed for key, one in lags}),
            ("jobs_waiting", "Jobs that wait or are being done.", {one.tenant: one.waiting for one in jobs}),
            ("job_age_seconds", "Seconds since the first was to begin.", {one.tenant: one.late for one in jobs}),
            ("deliveries_due", "Deliveries to webhooks that are due.", {key: one.due for key, one in deliveries}),
            ("deliveries_dead", "Deliveries given up, not replayed.", {key: one.dead for key, one in deliveries}),
            ("messages_waiting", "Messages to phones that wait.", {key: one.waiting for key, one in texts}),
            ("message_age_seconds", "Seconds for which the first is due.", {key: one.late for key, one in texts}),
            ("messages_refused", "Of those, tried in vain so far.", {key: one.refused for key, one in texts}),
            ("messages_dead", "Messages to phones given up.", {key: one.dead for key, one in texts}),
            ("message_gateway_gone", "1 where it answered 410.", {key: float(one.gone) for key, one in texts}),
            ("jobs_held", "Jobs that failed for good.", {one.tenant: one.held for one in jobs}),
        ):
            gauge = GaugeMetricFamily(f"tonghu_{name}", text, labels=("tenant",))
            for tenant, value in values.items():
                gauge.add_metric((tenant,), value)
            yield gauge
        text = "Deliveries to webhooks that came to an end in the last minute, by outcome."
        settled = GaugeMetricFamily("tonghu_deliveries_last_minute", text, labels=("tenant", "outcome"))
        for tenant, one in deliveries:
            for outcome, value in one.settled.items():
                settled.add_metric((tenant, outcome), value)
        yield settled
