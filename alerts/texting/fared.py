"""How messages to phones fare, in numbers that name nobody; times are of the clock that they are sent by."""

from dataclasses import dataclass

import orjson

from alerts.fared import LATELY, MOST
from tenants.house import House
from tenants.registry import Login, Tenant

_FARED = """
SELECT CASE WHEN set_config('app.scope', '{{(,)}}', true) IS NOT NULL THEN (SELECT json_build_array(
    (SELECT count(*) FROM (SELECT FROM "{schema}".message m WHERE m.state = 'WAITING' LIMIT $3) waiting),
    coalesce(extract(epoch FROM $1::timestamptz - (
        SELECT min(m.due_at) FROM "{schema}".message m WHERE m.state = 'WAITING' AND m.due_at <= $1)), 0),
    (SELECT count(*) FROM (
        SELECT FROM "{schema}".message m WHERE m.state = 'WAITING' AND m.tries > 0 LIMIT $3) refused),
    (SELECT count(*) FROM "{schema}".message m WHERE m.state = 'DEAD'),
    (SELECT count(*) FROM "{schema}".message m
        WHERE m.settled_at > $1::timestamptz - $2::float8 * interval '1 second' AND m.state = 'DEAD'),
    coalesce((SELECT g.active FROM "{schema}".message_gateway g), false),
    coalesce((SELECT g.gone_at IS NOT NULL FROM "{schema}".message_gateway g), false)
))::text END
"""


@dataclass(frozen=True)
class Texted:
    """How a tenant's messages stand: those that wait, and the seconds for which the first is due.

    `refused` of those that wait were tried in vain (at most `MOST` are counted of both), `dead` were given up,
    `lately` of these within the last `LATELY` seconds; `active`: the gateway is sent to; `gone`: it answered 410, and
    nobody has set it since.
    """

    waiting: int
    late: float
    refused: int
    dead: int
    lately: int
    active: bool
    gone: bool


async def texted(house: House, tenant: Tenant) -> Texted:
    """Tell how a tenant's messages to phones stand. Raises as `House.read` does."""
    args = (house.clock(), LATELY, MOST)
    return Texted(*orjson.loads(await house.read(tenant, Login.WRITER, _FARED.format(schema=tenant.schema), args)))
