"""How often clients use what is deprecated: counted in memory, written down for operators every few seconds."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import asyncpg
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from api.names import Names
from api.telemetry.metrics import Metrics
from policies.caller import Caller
from records.schema_usage import schema_usage
from tenants.errors import TenancyError
from tenants.house import House

LOG = logging.getLogger("tonghu.usage")
EVERY = 10.0  # seconds
CLIENTS = 50  # of a tenant that are told apart; a client could make names up without end
KEPT = timedelta(days=400)
UNNAMED = "-"


@dataclass
class Usage:
    """What one process has counted."""

    house: House
    metrics: Metrics
    _counted: Counter[tuple[str, date, str, str]] = field(default_factory=Counter)
    _clients: dict[str, Names] = field(default_factory=dict)

    def note(self, caller: Caller, elements: frozenset[str]) -> None:
        """Count the deprecated elements (schema coordinates) that an operation of a caller uses."""
        if not elements:
            return
        day = self.house.clock().date()
        names = self._clients.setdefault(caller.tenant, Names(CLIENTS))
        client, gone = names.use(caller.client or UNNAMED, day)
        if gone is not None:
            self.metrics.forget(caller.tenant, gone)
        for element in elements:
            self._counted[caller.tenant, day, client, element] += 1
            self.metrics.deprecated(caller.tenant, client, element)

    async def run(self) -> None:
        """Write what was counted every few seconds, for ever; what could not be written is kept for the next time."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.write()
            except (TenancyError, asyncpg.PostgresError) as error:
                LOG.warning("what is deprecated could not be counted: %s", type(error).__name__)

    async def write(self) -> None:
        """Add what was counted to the platform's table. Raises as `House.platform`, and keeps the counts then."""
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        table = schema_usage.c
        rows = [dict(zip(("tenant", "day", "client", "element"), key, strict=True)) for key in sorted(counted)]
        values = [row | {"uses": uses} for row, (_, uses) in zip(rows, sorted(counted.items()), strict=True)]
        statement = insert(schema_usage).values(values)
        statement = statement.on_conflict_do_update(
            index_elements=[table.tenant, table.day, table.client, table.element],
            set_={"uses": table.uses + statement.excluded.uses},
        )
        try:
            async with self.house.platform() as platform:
                await platform.run(statement)
                await platform.run(delete(schema_usage).where(table.day < self.house.clock().date() - KEPT))
        except BaseException:
            self._counted.update(counted)
            raise


@dataclass(frozen=True)
class Used:
    """What a client of a tenant used, how often, and when last."""

    element: str
    tenant: str
    client: str
    uses: int
    last: date


async def used(house: House, days: int) -> list[Used]:
    """Read what was used in so many days until today."""
    table = schema_usage.c
    since = house.clock().date() - timedelta(days=days)
    statement = (
        select(table.element, table.tenant, table.client, func.sum(table.uses), func.max(table.day))
        .where(table.day > since)
        .group_by(table.element, table.tenant, table.client)
        .order_by(table.element, table.tenant, table.client)
    )
    async with house.platform() as platform:
        return [Used(*row) for row in await platform.all(statement)]
