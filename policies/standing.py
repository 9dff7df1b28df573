"""The policies that stand in a tenant: read when their version changed, and kept by each process until it does."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import func, select

from policies.narrowing import Line, narrowed
from policies.source import PolicySet, baseline
from records.policy import casbin_rule, policy_set
from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.work import Work

_LINES = """
SELECT coalesce(json_agg(json_build_array(v0, v1, v2, v3, v4) ORDER BY id), '[]')::text
FROM "{schema}".casbin_rule WHERE policy_version = $1 AND ptype = 'p'
"""
_VERSION = 'SELECT coalesce(max(version), 0) FROM "{schema}".policy_set'


@dataclass
class Standing:
    """What one process keeps: a tenant's set with all permits that were compiled from it.

    Every request reads the version with its roles, in one statement (`api.identity`), so a changed policy holds from
    the next request on in every process, and the set that it replaces is dropped with its permits.
    """

    ceiling: PolicySet = field(default_factory=baseline)
    _kept: dict[str, tuple[UUID, int, PolicySet]] = field(default_factory=dict)

    async def at(self, house: House, tenant: Tenant, version: int) -> PolicySet:
        """Give a tenant's policies at a version (0: it has none of its own). Raises as `House.read` does."""
        if version == 0:
            self._kept.pop(tenant.code, None)
            return self.ceiling
        kept = self._kept.get(tenant.code)
        if kept is None or kept[:2] != (tenant.id, version):
            text = await house.read(tenant, Login.AREA, _LINES.format(schema=tenant.schema), (version,))
            made = narrowed(tenant.code, version, (Line(0, *one) for one in orjson.loads(text)), self.ceiling)
            kept = self._kept[tenant.code] = (tenant.id, version, made)
        return kept[2]

    async def now(self, house: House, tenant: Tenant) -> PolicySet:
        """Give a tenant's policies as they stand."""
        version = await house.read(tenant, Login.AREA, _VERSION.format(schema=tenant.schema), ())
        return await self.at(house, tenant, version)


_BY_HOUSE: Final[WeakKeyDictionary[House, Standing]] = WeakKeyDictionary()


def standing_of(house: House, ceiling: PolicySet | None = None) -> Standing:
    """Give what the process that holds a house keeps: the same for its doors, and for what it tells when nobody asks.

    `ceiling` are the platform's policies where a door was given others than its own; they hold for all from then on.
    """
    kept = _BY_HOUSE.get(house)
    if kept is None or (ceiling is not None and kept.ceiling is not ceiling):
        kept = _BY_HOUSE[house] = Standing(ceiling or baseline())
    return kept


async def standing(work: Work) -> tuple[int, list[Line]]:
    """Give the version that stands in the work's tenant and its lines, in the work's transaction."""
    version = await work.value(select(func.coalesce(func.max(policy_set.c.version), 0)))
    columns = casbin_rule.c
    rows: list[Any] = await work.all(
        select(columns.v0, columns.v1, columns.v2, columns.v3, columns.v4)
        .where(columns.policy_version == version, columns.ptype == "p")
        .order_by(columns.id)
    )
    return version, [Line(0, *row) for row in rows]
