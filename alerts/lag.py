"""How far a tenant's log is behind its outbox, in numbers that name nobody."""

from dataclasses import dataclass

import orjson

from tenants.house import House
from tenants.registry import Login, Tenant

MOST = 10_000  # events that are counted

_LAG = """
SELECT json_build_array(
    (SELECT count(*) FROM (SELECT FROM "{schema}".outbox LIMIT $1) waiting),
    coalesce(extract(epoch FROM clock_timestamp() - (
        SELECT recorded_at FROM "{schema}".outbox ORDER BY xact, id LIMIT 1)), 0),
    coalesce(extract(epoch FROM (
        SELECT logged_at - recorded_at FROM "{schema}".event_log ORDER BY sequence DESC LIMIT 1)), 0)
)::text
"""


@dataclass(frozen=True)
class Lag:
    """How many committed events wait for their number (at most `MOST` are counted), and the seconds the first has.

    `relayed`: the seconds that the event waited which was numbered last.
    """

    waiting: int
    oldest: float
    relayed: float


async def lag(house: House, tenant: Tenant) -> Lag:
    """Tell how far a tenant's log is behind. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _LAG.format(schema=tenant.schema), (MOST,))
    return Lag(*orjson.loads(text))
