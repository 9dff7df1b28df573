"""A desk to test actions at: one transaction that is rolled back, in which callers of any role and area take turns."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest

from care.actions.common.done import Done
from care.divisions.scope import multirange
from policies.caller import Caller, Language
from policies.permits import permit
from policies.refusal import ErrorCode, Refusal, Refused
from policies.scope import EVERYTHING
from policies.source import baseline
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work
from tests.support.places import NOW

ZHONGSHAN, QINGCHENG = 350102001001, 350102001002  # two villages of one township
MENGSHAN = 350102002002  # another township of the county
JIANHAI = 350103001002  # another county
YUANMEN = 350128001001  # Pingtan, which reports as a prefecture
GUDONG, GULOU, PROVINCE = 350102001000, 350102000000, 350000000000

C = TypeVar("C")
Action = Callable[[Work, Caller, C], Awaitable[Done]]
Do = Callable[..., Coroutine[Any, Any, UUID]]


def caller(
    role: Role, *areas: int, subject: str | None = None, tenant: str = "fujian", language: Language = "zh"
) -> Caller:
    """Make somebody who acts in a role for areas."""
    return Caller(
        subject=subject or f"{role.value.lower()}@fujian",
        name="林老师",
        tenant=tenant,
        role=role,
        areas=areas,
        organisations=(),
        scope=multirange(areas) if areas else "{}",
        permit=permit(baseline(), role, tenant),
        expires=NOW + timedelta(hours=8),
        language=language,
    )


DIRECTOR = caller(Role.CHILD_DIRECTOR, ZHONGSHAN)
SUPERVISOR = caller(Role.CHILD_SUPERVISOR, GUDONG)
COUNTY = caller(Role.COUNTY_OFFICER, GULOU)
ADMIN = caller(Role.TENANT_ADMIN, PROVINCE)


class RolledBack(Exception):
    """The end of a desk's day."""


@dataclass
class Desk:
    """Where actions are taken: `work` is the transaction, `who` acts unless another is named."""

    work: Work
    who: Caller = field(default=COUNTY)

    async def do(self, action: Action[C], command: C, who: Caller | None = None) -> Done:
        """Take an action as a caller, with the scope and subject that a request of theirs has."""
        acting = who or self.who
        await self._seat(acting)
        try:
            done = await action(self.work, acting, command)
            await self.work.conclude()
            return done
        finally:
            await self._seat(self.who)

    async def refused(self, action: Action[C], command: C, who: Caller | None = None) -> tuple[Refusal, ...]:
        """Take an action that must be refused and give the reasons."""
        with pytest.raises(Refused) as raised:
            await self.do(action, command, who)
        return raised.value.refusals

    async def rows(self, table: str, key: UUID | int | None = None, column: str = "id") -> list[dict[str, Any]]:
        """Read rows of a table with everything in sight, in the order they were written."""
        await self._seat(self.who, EVERYTHING)
        where, given = (f"WHERE {column} = $1", [key]) if key else ("", [])
        found = await self.work.connection.fetch(f'SELECT * FROM "{self.work.tenant.schema}".{table} {where}', *given)
        await self._seat(self.who)
        return [dict(row) for row in found]

    async def row(self, table: str, key: UUID, column: str = "id") -> dict[str, Any]:
        """Read the one row of a table."""
        (found,) = await self.rows(table, key, column)
        return found

    async def told(self) -> list[tuple[str, str, UUID, int]]:
        """Read what was announced: kind, kind of subject, subject, division."""
        rows = sorted(await self.rows("outbox"), key=lambda row: int(row["id"]))
        return [(row["kind"], row["subject_kind"], row["subject"], row["division"]) for row in rows]

    async def put(self, table: str, **values: Any) -> None:
        """Write a row by hand, with everything in sight."""
        names, places = ", ".join(values), ", ".join(f"${place}" for place in range(1, len(values) + 1))
        await self.by_hand(f"INSERT INTO {{schema}}.{table} ({names}) VALUES ({places})", *values.values())

    async def by_hand(self, sql: str, *given: Any) -> None:
        """Run a statement by hand, with everything in sight; `{schema}` is the tenant's."""
        await self._seat(self.who, EVERYTHING)
        await self.work.connection.execute(sql.replace("{schema}", f'"{self.work.tenant.schema}"'), *given)
        await self._seat(self.who)

    async def _seat(self, who: Caller, scope: str | None = None) -> None:
        self.work.scope = scope or who.scope
        both = "SELECT set_config('app.subject', $1, true), set_config('app.scope', $2, true)"
        await self.work.connection.execute(both, who.subject, self.work.scope)


@asynccontextmanager
async def sat_down(house: House, tenant: Tenant, who: Caller = COUNTY) -> AsyncIterator[Desk]:
    """Give a desk whose work leaves no trace."""
    try:
        async with house.work(tenant, scope=who.scope, subject=who.subject) as work:
            yield Desk(work, who)
            raise RolledBack
    except RolledBack:
        pass


def codes(refusals: tuple[Refusal, ...]) -> dict[str, ErrorCode]:
    """Give the codes of refusals by their dotted paths."""
    return {".".join(one.path): one.code for one in refusals}


def committing(house: House, tenant: Tenant) -> Do:
    """Give what takes an action as a caller (the county officer, or who is named), commits, and gives the key."""

    async def do(action: Action[C], command: C, who: Caller = COUNTY) -> UUID:
        async with house.work(tenant, scope=who.scope, subject=who.subject) as work:
            return (await action(work, who, command)).ids[0]

    return do
