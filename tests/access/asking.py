"""Who asks, drawn from a seed that is told with every failure (TONGHU_ORACLE_SEED), and the API asked as them."""

import os
from typing import Any, TypeVar

import orjson
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from records.codes import Role
from schema.execute import answer as answer_to
from tenants.house import House
from tests.access.oracle import REFUSED, Asker
from tests.schema.conftest import caller_of

CASES = int(os.environ.get("TONGHU_ORACLE_CASES", "200"))
SEED = int(os.environ.get("TONGHU_ORACLE_SEED") or int.from_bytes(os.urandom(4)))
VILLAGES = [350102001001, 350102001002, 350102002002, 350103001001]
AREAS = [*VILLAGES, 350102001000, 350102000000, 350103000000, 350100000000, 350000000000]
SUBJECTS = ["one@fujian", "two@fujian", "nobody@fujian"]
Drawn = TypeVar("Drawn")


def askers(tenants: st.SearchStrategy[str]) -> st.SearchStrategy[Asker]:
    """Draw who asks."""
    return st.builds(
        Asker,
        tenant=tenants,
        role=st.sampled_from([*(role.value for role in Role), *[Role.PARTNER_WORKER.value] * 2]),
        areas=st.lists(st.sampled_from(AREAS), max_size=2, unique=True).map(tuple),
        subject=st.sampled_from(SUBJECTS),
    )


def drawn(strategy: st.SearchStrategy[Drawn], number: int) -> list[Drawn]:
    """Draw so many from the seed."""
    found: list[Drawn] = []

    @seed(SEED)
    @settings(max_examples=number, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(one: Drawn) -> None:
        found.append(one)

    collect()
    return found


class Answers:
    """The API, asked as somebody."""

    def __init__(self, house: House, asker: Asker) -> None:
        self.house, self.asker = house, asker
        self.caller = caller_of(house, Role[asker.role], *asker.areas, tenant=asker.tenant, subject=asker.subject)

    async def ask(self, query: str, **variables: Any) -> Any:
        """Give the one root field's answer, or that it was refused."""
        asker = self.asker
        tenant = await self.house.tenant(asker.tenant)
        said = await answer_to(self.house, tenant, self.caller, query, variables=variables)
        answer = orjson.loads(said) if isinstance(said, bytes) else said
        if "errors" in answer:
            assert [one["extensions"]["code"] for one in answer["errors"]] == ["FORBIDDEN"], answer
            return REFUSED
        (found,) = answer["data"].values()
        return found
