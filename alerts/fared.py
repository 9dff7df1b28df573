"""How deliveries fared, in numbers, and which endpoints are in trouble; times are the database's real ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from tenants.house import House
from tenants.registry import Login, Tenant

MOST = 10_000  # deliveries that are counted
LATELY = 3 * 86_400.0  # seconds for which what was given up is news: a long weekend

_FARED = """
SELECT json_build_array(
    (SELECT count(*) FROM (SELECT FROM "{schema}".webhook_delivery d
        WHERE d.state = 'PENDING' AND d.due_at <= clock_timestamp() LIMIT $1) due),
    (SELECT count(*) FROM (SELECT FROM "{schema}".webhook_delivery d WHERE d.state = 'DEAD' LIMIT $1) dead),
    (SELECT coalesce(json_object_agg(state, number), '{{}}') FROM (
        SELECT state, count(*) AS number FROM "{schema}".webhook_delivery
        WHERE settled_at > clock_timestamp() - interval '1 minute' GROUP BY state) settled)
)::text
"""
_TROUBLED = """
SELECT coalesce(json_agg(json_build_array(w.id, w.failures, s.rests, d.dead, d.lately) ORDER BY w.id), '[]')::text
FROM "{schema}".webhook w
CROSS JOIN LATERAL (SELECT coalesce(w.open_until > clock_timestamp(), false) AS rests) s
CROSS JOIN LATERAL (
    SELECT count(*) AS dead,
        count(*) FILTER (WHERE d.settled_at > clock_timestamp() - $1::float8 * interval '1 second') AS lately
    FROM "{schema}".webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'DEAD') d
WHERE w.state = 'ACTIVE' AND (s.rests OR d.dead > 0)
"""


@dataclass(frozen=True)
class Fared:
    """How many deliveries are due, and how many were given up and not replayed since; up to `MOST` are counted.

    `settled`: how many came to which end in the last minute.
    """

    due: int
    dead: int
    settled: Mapping[str, int]


@dataclass(frozen=True)
class Troubled:
    """An endpoint that is in use and rests since it fails, or whose deliveries were given up (`dead`).

    `lately`: how many of these were in the last `LATELY` seconds.
    """

    id: UUID
    failures: int
    rests: bool
    dead: int
    lately: int


async def fared(house: House, tenant: Tenant) -> Fared:
    """Tell how a tenant's deliveries fare. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _FARED.format(schema=tenant.schema), (MOST,))
    return Fared(*orjson.loads(text))


async def troubled(house: House, tenant: Tenant) -> list[Troubled]:
    """Give a tenant's endpoints that are in trouble. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _TROUBLED.format(schema=tenant.schema), (LATELY,))
    return [Troubled(UUID(key), *rest) for key, *rest in orjson.loads(text)]
