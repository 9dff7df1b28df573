from typing import Any

import pytest

from care.actions.common.take_up import take_up_village
from care.actions.register_child import register_child
from policies.refusal import Refused
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.desks import COUNTY, GUDONG, ZHONGSHAN, caller
from tests.support.forms import a_child

NEW = 350102001599
FUJIAN: dict[str, Any] = {"tenant": "fujian", "province": 350000000000}
ASKED = "SELECT name, source, verified FROM platform.divisions WHERE code = $1"


async def test_enters_an_unknown_village_under_a_known_township(house: House, fujian: Tenant) -> None:
    for _ in range(2):
        async with house.platform() as platform:
            await take_up_village(platform, COUNTY, "child:register", NEW, **FUJIAN)
    async with house.platform() as platform:
        assert tuple(await platform.connection.fetchrow(ASKED, NEW)) == ("599（未命名村居）", "api:fujian", False)
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        done = await register_child(work, COUNTY, a_child(division=NEW))
    assert [one.path for one in done.warnings] == [("division",)]


@pytest.mark.parametrize("code", [GUDONG, 350102999001, 220102001599, 7])
async def test_leaves_what_cannot_be_taken_up_to_the_action(house: House, code: int) -> None:
    async with house.platform() as platform:
        before = await platform.connection.fetchval("SELECT count(*) FROM platform.divisions")
        await take_up_village(platform, COUNTY, "child:register", code, **FUJIAN)
        assert await platform.connection.fetchval("SELECT count(*) FROM platform.divisions") == before


async def test_takes_up_nothing_for_whoever_may_not_act(house: House) -> None:
    async with house.platform() as platform:
        with pytest.raises(Refused):
            await take_up_village(platform, caller(Role.VOLUNTEER, ZHONGSHAN), "child:register", NEW, **FUJIAN)
