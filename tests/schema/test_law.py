"""Which law a request is answered by: what its tenant has applied, else what is shipped."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import delete

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.duties.law import Law
from care.rulebooks.library import packaged, packaged_texts
from records.codes import Role
from records.rulebook import applied_rulebook
from schema.context import Info, request_of
from schema.execute import built, operations
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
        return cast(Info, SimpleNamespace(context=request_of(house, found, caller, built()[1], {}, None, operations())))

    return making


async def apply(house: House, tenant: str, layer: str, changed: Callable[[str], str]) -> None:
    found = await house.tenant(tenant)
    assert found is not None
    who = caller_of(house, Role.TENANT_ADMIN, found.division)
    file = (f"{layer}.toml", changed(dict(packaged_texts())[f"{layer}.toml"]))
    async with house.work(found, scope=who.scope, subject=who.subject) as work:
        await apply_rulebook(work, who, ApplyRulebook(file))


async def forget(house: House, tenant: str) -> None:
    found = await house.tenant(tenant)
    assert found is not None
    async with house.work(found) as work:
        await work.run(delete(applied_rulebook))


async def test_a_tenant_that_applied_nothing_and_an_operator_follow_the_shipped_files(house: House, here: Here) -> None:
    await forget(house, "fujian")
    for tenant in ("fujian", None):
        assert await law_here(await here(tenant)) == Law(packaged())


async def test_a_tenant_is_answered_by_what_it_has_applied_and_no_other_is(house: House, here: Here) -> None:
    before, other = await here("fujian"), await law_here(await here("jilin"))
    known = await law_here(before)
    await apply(house, "fujian", "fujian", lambda text: text.replace('["HIGH", "MEDIUM", "LOW"]', '["HIGH", "LOW"]'))
    scale = (await law_here(await here("fujian"))).at(350102001001, NOW.date()).value("risk.scale")
    assert scale == frozenset({"HIGH", "LOW"})
    assert await law_here(await here("jilin")) == other
    # One request has one law, whatever is applied while it is answered; its reads inside a mutation share it.
    assert await law_here(before) == known
    assert replace(before.context, scope="{}").shared is before.context.shared
