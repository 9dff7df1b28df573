"""How deliveries fared, in numbers, and which endpoints are in trouble; times are the database's real ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from tenants.house import House
from tenants.registry import Login, Tenant

MOST = 10_000  # deliveries that are counted

_FARED = """
SELECT json_build_array(
    (SELECT count(*) FROM (SELECT FROM "{schema}".webhook_delivery d
        WHERE d.state = 'PENDING' AND d.due_at <= clock_timestamp() LIMIT $1) due),
    (SELECT coalesce(json_object_agg(state, number), '{{}}') FROM (
        SELECT state, count(*) AS number FROM "{schema}".webhook_delivery
        WHERE settled_at > clock_timestamp() - interval '1 minute' GROUP BY state) settled)
)::text
"""
_TROUBLED = """
SELECT coalesce(json_agg(json_build_array(id, failures, rests, dead) ORDER BY id), '[]')::text FROM (
    SELECT w.id, w.failures, coalesce(w.open_until > clock_timestamp(), false) AS rests, (
        SELECT count(*) FROM "{schema}".webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'DEAD') AS dead
    FROM "{schema}".webhook w WHERE w.state = 'ACTIVE') one
WHERE rests OR dead > 0
"""


@dataclass(frozen=True)
class Fared:
    """How many deliveries are due (at most `MOST` are counted), and how many came to which end in the last minute."""

    due: int
    settled: Mapping[str, int]


@dataclass(frozen=True)
class Troubled:
    """An endpoint that is in use and rests since it fails, or whose deliveries were given up (`dead`)."""

    id: UUID
    failures: int
    rests: bool
    dead: int


async def fared(house: House, tenant: Tenant) -> Fared:
    """Tell how a tenant's deliveries fare. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _FARED.format(schema=tenant.schema), (MOST,))
    return Fared(*orjson.loads(text))


async def troubled(house: House, tenant: Tenant) -> list[Troubled]:
    """Give a tenant's endpoints that are in trouble. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _TROUBLED.format(schema=tenant.schema), ())
    return [Troubled(UUID(key), *rest) for key, *rest in orjson.loads(text)]
