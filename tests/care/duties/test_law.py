"""The law of a tenant is what it has applied, whatever was read before."""

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.duties.law import Law, law_of
from care.rulebooks.library import packaged
from care.rulebooks.values import Amount
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, GULOU, JIANHAI, QINGCHENG, ZHONGSHAN
from tests.support.places import NOW

KEY = "contact.maxInterval"


async def apply(house: House, tenant: Tenant, months: int) -> None:
    text = layer(rule(KEY, str(months), 'unit = "month"'), place="gulou", division=GULOU)
    async with house.work(tenant, scope=ADMIN.scope) as work:
        await apply_rulebook(work, ADMIN, ApplyRulebook(("gulou.toml", text)))


async def interval(house: House, tenant: Tenant, place: int) -> object:
    async with house.work(tenant) as work:
        return (await law_of(work)).at(place, NOW.date()).value(KEY)


async def test_a_change_is_seen_by_the_next_reader_where_it_holds(house: House, fujian: Tenant) -> None:
    seen = []
    for months in (3, 2, 3):
        await apply(house, fujian, months)
        seen.append(await interval(house, fujian, ZHONGSHAN))
    assert seen == [Amount(3, "month"), Amount(2, "month"), Amount(3, "month")]
    assert await interval(house, fujian, JIANHAI) is None


async def test_one_tenants_law_is_not_anothers(house: House, fujian: Tenant, jilin: Tenant) -> None:
    await apply(house, fujian, 2)
    assert await interval(house, jilin, ZHONGSHAN) is None


async def test_equal_texts_are_read_once(house: House, fujian: Tenant) -> None:
    async with house.work(fujian) as first, house.work(fujian) as second:
        one, other = await law_of(first), await law_of(second)
    assert one.library is other.library
    assert one.library is not packaged()


def test_a_place_is_asked_once_for_all_its_children() -> None:
    law = Law(packaged())
    assert law.at(ZHONGSHAN, NOW.date()) is law.at(ZHONGSHAN, NOW.date())
    assert law.at(ZHONGSHAN, NOW.date()) is law.at(QINGCHENG, NOW.date())
    assert law.at(ZHONGSHAN, NOW.date()).on == NOW.date()
