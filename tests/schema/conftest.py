"""A caller's questions, asked of the real schema on the real database."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from care.divisions.scope import multirange
from policies.caller import Caller
from policies.permits import permit
from policies.source import baseline
from records.codes import Role
from schema.execute import answer
from tenants.house import House

Ask = Callable[..., Awaitable[dict[str, Any]]]
VILLAGE, OTHER_VILLAGE, OTHER_COUNTY = 350102001001, 350102001002, 350103001001


def caller_of(
    house: House, role: Role, *areas: int, tenant: str = "fujian", subject: str | None = None, language: str = "zh"
) -> Caller:
    """Make a caller as a token would."""
    return Caller(
        subject=subject or f"{role.value.lower()}@{tenant}",
        name=None,
        tenant=tenant,
        role=role,
        areas=areas,
        organisations=(),
        scope=multirange(areas),
        permit=permit(baseline(), role, tenant),
        expires=house.clock(),
        language="en" if language == "en" else "zh",
    )


@pytest.fixture
def ask(house: House) -> Ask:
    """Ask as a role at places; gives the whole response."""

    async def asking(
        role: Role, query: str, *areas: int, tenant: str = "fujian", subject: str | None = None, **variables: Any
    ) -> dict[str, Any]:
        caller = caller_of(house, role, *areas, tenant=tenant, subject=subject)
        said = await answer(house, await house.tenant(tenant), caller, query, variables=variables)
        found: dict[str, Any] = orjson.loads(said) if isinstance(said, bytes) else said
        return found

    return asking
