import pytest

from api.telemetry.metrics import NAMES, Metrics
from api.telemetry.observed import telemetry_of
from tenants.counts import Counts
from tenants.errors import PoolExhausted
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import open_house

NOTHING = Counts(60, 15, 0, 0, 0, {})


def test_counts_requests_by_tenant_operation_and_outcome() -> None:
    metrics = Metrics(lambda: NOTHING)
    for outcome in ("OK", "OK", "INTERNAL"):
        metrics.count(tenant="fujian", operation="a1", outcome=outcome, seconds=0.02)
    text = metrics.text().decode()
    assert 'tonghu_requests_total{operation="a1",outcome="OK",tenant="fujian"} 2.0' in text
    assert 'tonghu_requests_total{operation="a1",outcome="INTERNAL",tenant="fujian"} 1.0' in text
    assert 'tonghu_request_seconds_count{tenant="fujian"} 3.0' in text
    assert 'tonghu_request_seconds_bucket{le="0.01",tenant="fujian"} 0.0' in text


def test_names_without_end_are_counted_together() -> None:
    metrics = Metrics(lambda: NOTHING)
    for number in range(NAMES + 5):
        metrics.count(tenant="fujian", operation=str(number), outcome="OK", seconds=0.0)
    assert 'operation="other",outcome="OK",tenant="fujian"} 5.0' in metrics.text().decode()


async def test_tells_what_the_pool_holds_and_who_waited(fresh_url: str, fujian: Tenant) -> None:
    async with open_house(fresh_url, pool_size=4, pool_wait=0.05) as small:
        metrics = Metrics(small.counts)
        async with small.work(fujian):
            with pytest.raises(PoolExhausted):
                async with small.work(fujian, login=Login.AREA):
                    pass
            text = metrics.text().decode()
    assert "tonghu_pool_size 4.0" in text
    assert "tonghu_pool_waits_total 1.0" in text
    waited = next(line for line in text.splitlines() if line.startswith("tonghu_pool_wait_seconds_total "))
    assert 0.04 < float(waited.split()[1]) < 5
    assert 'tonghu_pool_held{tenant="fujian"} 1.0' in text


async def test_a_name_is_hashed_alike_in_every_process(house: House, fresh_url: str) -> None:
    ours = telemetry_of(house).hashed("Tel13900009999")
    async with open_house(fresh_url) as other:
        assert telemetry_of(other).hashed("Tel13900009999") == ours
    assert len(ours) == 12
    assert telemetry_of(house).hashed("Other") != ours
    assert telemetry_of(house).hashed(None) == "-"
