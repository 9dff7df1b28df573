"""A desk for webhooks."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tenants.house import House
from tenants.registry import Tenant
from tests.support.hooks import Hooks, hooks


@pytest.fixture
async def desk(house: House, fujian: Tenant, owner: asyncpg.Connection) -> AsyncIterator[Hooks]:
    """The desk of an integrator of Gulou."""
    async with hooks(house, fujian, owner) as opened:
        yield opened
