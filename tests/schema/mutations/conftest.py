"""Callers who write, asked through the real schema."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from policies.caller import Caller
from schema.execute import answer, execute
from tenants.house import House

Say = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(params=["by the executor", "directly"])
def say(house: House, request: pytest.FixtureRequest) -> Say:
    """Run a document as a caller; gives the data, and fails on errors of the request or the server.

    Both ways: what a test finds holds for the executor and for mutations that need none.
    """
    run = execute if request.param == "by the executor" else answer

    async def saying(who: Caller, document: str, **variables: Any) -> dict[str, Any]:
        response = await run(house, await house.tenant(who.tenant), who, document, variables=variables)
        response = orjson.loads(response) if isinstance(response, bytes) else response
        assert "errors" not in response, response["errors"]
        data: dict[str, Any] = response["data"]
        return data

    return saying
