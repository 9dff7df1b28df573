import pytest

from api.rates import RateLimited, Rates
from records.codes import Role
from schema.budgets import budget
from tenants.house import House
from tests.schema.conftest import caller_of


async def test_a_bucket_empties_and_fills_again(house: House) -> None:
    now = 0.0
    rates, caller = Rates(clock=lambda: now), caller_of(house, Role.VOLUNTEER)
    allowed = budget(Role.VOLUNTEER)
    assert rates.charge(caller, allowed.burst - 100).available == 100
    with pytest.raises(RateLimited) as refused:
        rates.charge(caller, 1_600)
    assert refused.value.after == 3  # 1,500 short, at 500 a second
    now = 3.0
    assert rates.charge(caller, 1_600).available == 0
    now = 10_000.0
    assert rates.charge(caller, 0).available == allowed.burst


async def test_nobody_spends_what_is_anothers(house: House) -> None:
    rates = Rates(clock=lambda: 0.0)
    burst = budget(Role.VOLUNTEER).burst
    for tenant, subject in (("fujian", "a"), ("fujian", "b"), ("jilin", "a")):
        caller = caller_of(house, Role.VOLUNTEER, tenant=tenant, subject=subject)
        assert rates.charge(caller, burst).available == 0
