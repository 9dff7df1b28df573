"""Onboarding gives a province the law that holds there, and what was begun is completed."""

import asyncpg
import pytest

from care.actions.onboard_tenant import onboard_tenant
from care.duties.law import law_of
from tenants.house import House
from tenants.provision import onboard
from tenants.registry import Tenant
from tests.support.places import MASTER_KEY, NOW, clock, open_house

SHANGRI_LA = 533401102001


async def give_place(url: str, code: str, division: int | None = None) -> Tenant:
    return await onboard_tenant(
        url, master_key=MASTER_KEY, cipher="sm4", clock=clock, user="tests", code=code, division=division
    )


async def layers(owner: asyncpg.Connection, tenant: Tenant) -> list[str]:
    rows = await owner.fetch(f"SELECT layer FROM {tenant.schema}.applied_rulebook WHERE replaced_at IS NULL ORDER BY 1")
    return [row["layer"] for row in rows]


@pytest.mark.parametrize(
    ("code", "division", "expected"),
    [
        ("yunnan", None, ["diqing", "platform", "shangri-la", "yunnan"]),
        ("shanxi", None, ["platform", "shanxi"]),
        ("guizhou", None, ["platform"]),
        ("kunming", 530100000000, ["platform", "yunnan"]),
        ("diqing", 533400000000, ["diqing", "platform", "shangri-la", "yunnan"]),
    ],
)
async def test_the_law_of_the_place_is_applied(
    fresh_url: str, owner: asyncpg.Connection, code: str, division: int | None, expected: list[str]
) -> None:
    tenant = await give_place(fresh_url, code, division)
    assert await layers(owner, tenant) == expected
    trail = await owner.fetch(
        f"SELECT e.subject, e.action, r.reason FROM {tenant.schema}.audit_event e"
        f" JOIN {tenant.schema}.audit_reason r ON r.event = e.id"
    )
    assert sorted(tuple(row) for row in trail) == [("local:tests", "rulebook:apply", name) for name in expected]


async def test_a_second_time_changes_nothing(fresh_url: str, owner: asyncpg.Connection) -> None:
    tenant = await give_place(fresh_url, "yunnan")
    asked = f"SELECT json_agg(a ORDER BY id)::text FROM {tenant.schema}.applied_rulebook a"
    before = await owner.fetchval(asked)
    assert await give_place(fresh_url, "yunnan") == tenant
    assert await owner.fetchval(asked) == before


async def test_a_province_that_was_begun_gets_its_law(fresh_url: str, owner: asyncpg.Connection) -> None:
    tenant = await onboard(fresh_url, master_key=MASTER_KEY, code="yunnan")
    assert await layers(owner, tenant) == []
    assert await give_place(fresh_url, "yunnan") == tenant
    assert await layers(owner, tenant) == ["diqing", "platform", "shangri-la", "yunnan"]


async def test_until_then_it_follows_the_shipped_files(fresh_url: str) -> None:
    tenant = await onboard(fresh_url, master_key=MASTER_KEY, code="yunnan")
    async with open_house(fresh_url) as house, house.work(tenant) as work:
        found = (await law_of(work)).at(SHANGRI_LA, NOW.date())
    assert [one.id for one in found.layers] == ["yunnan", "diqing", "shangri-la"]


async def test_the_law_of_one_province_knows_no_other(house: House, fujian: Tenant) -> None:
    async with house.work(fujian) as work:
        assert (await law_of(work)).layers(SHANGRI_LA) == ()
