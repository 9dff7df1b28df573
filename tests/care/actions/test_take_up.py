import pytest

from care.actions.common.take_up import take_up_village
from tenants.house import House
from tests.support.desks import GUDONG, ZHONGSHAN

NEW = 350102001599
ASKED = "SELECT name, source, verified FROM platform.divisions WHERE code = $1"
COUNT = "SELECT count(*) FROM platform.divisions"


async def take_up(house: House, code: int) -> bool:
    async with house.platform() as platform:
        return await take_up_village(platform, code, tenant="fujian", province=350000000000)


async def test_enters_an_unknown_village_under_a_known_township_once(house: House) -> None:
    assert await take_up(house, NEW)
    assert not await take_up(house, NEW)
    async with house.platform() as platform:
        row = await platform.connection.fetchrow(ASKED, NEW)
    assert tuple(row) == ("599（未命名村居）", "api:fujian", False)


@pytest.mark.parametrize("code", [GUDONG, ZHONGSHAN, 350102999001, 220102001599, 7])
async def test_leaves_everything_else_alone(house: House, code: int) -> None:
    async with house.platform() as platform:
        before = await platform.connection.fetchval(COUNT)
    assert not await take_up(house, code)
    async with house.platform() as platform:
        assert await platform.connection.fetchval(COUNT) == before
