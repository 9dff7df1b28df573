"""Callers who write, asked through the real schema."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from policies.caller import Caller
from schema.execute import execute
from tenants.house import House

Say = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def say(house: House) -> Say:
    """Run a document as a caller; gives the data, and fails on errors of the request or the server."""

    async def saying(who: Caller, document: str, **variables: Any) -> dict[str, Any]:
        response = await execute(house, await house.tenant(who.tenant), who, document, variables=variables)
        assert "errors" not in response, response["errors"]
        data: dict[str, Any] = response["data"]
        return data

    return saying
