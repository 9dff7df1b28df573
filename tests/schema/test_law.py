"""Which law a request is answered by: what its tenant has applied, else what is shipped."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import insert

from care.duties.law import Law
from care.rulebooks.library import packaged, packaged_texts
from records.codes import Role
from records.ids import uuid7
from records.rulebook import applied_rulebook
from schema.context import Info, request_of
from schema.execute import built
from schema.law import law_here
from tenants.house import House
from tests.schema.conftest import caller_of
from tests.support.places import NOW

Here = Callable[[str | None], Awaitable[Info]]


@pytest.fixture
def here(house: House) -> Here:
    """Gives the surroundings of a request in a tenant."""

    async def making(tenant: str | None) -> Info:
        caller = caller_of(house, Role.COUNTY_OFFICER, tenant=tenant or "platform")
        found = await house.tenant(tenant) if tenant else None
        return cast(Info, SimpleNamespace(context=request_of(house, found, caller, built()[1], {}, None)))

    return making


async def apply(house: House, tenant: str, layer: str, changed: Callable[[str], str]) -> None:
    found = await house.tenant(tenant)
    assert found is not None
    text = changed(dict(packaged_texts())[f"{layer}.toml"])
    row: dict[str, Any] = {"id": uuid7(), "layer": layer, "digest": "d1", "text": text}
    async with house.work(found) as work:
        await work.run(insert(applied_rulebook).values(**row, applied_at=NOW, applied_by="admin@fujian"))


async def test_a_tenant_that_applied_nothing_and_an_operator_follow_the_shipped_files(here: Here) -> None:
    for tenant in ("fujian", None):
        assert await law_here(await here(tenant)) == Law(packaged())


async def test_a_tenant_is_answered_by_what_it_has_applied_and_no_other_is(house: House, here: Here) -> None:
    before = await here("fujian")
    assert await law_here(before) == Law(packaged())
    await apply(house, "fujian", "fujian", lambda text: text.replace('["HIGH", "MEDIUM", "LOW"]', '["HIGH", "LOW"]'))
    scale = (await law_here(await here("fujian"))).at(350102001001, NOW.date()).value("risk.scale")
    assert scale == frozenset({"HIGH", "LOW"})
    assert await law_here(await here("jilin")) == Law(packaged())
    # One request has one law, whatever is applied while it is answered; its reads inside a mutation share it.
    assert await law_here(before) == Law(packaged())
    assert replace(before.context, scope="{}").shared is before.context.shared
