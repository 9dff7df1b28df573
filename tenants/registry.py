"""Which tenants there are: the rows of the platform schema as values, with the secrets that are kept there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

import asyncpg
from sqlalchemy import select

from records.codes import TenantStatus
from records.tenant import tenant as tenants_table
from records.tenant import tenant_key, tenant_login
from tenants.errors import WrongMasterKey
from tenants.keys import CipherName, TenantKeys
from tenants.statement import compile_statement
from tenants.vault import unwrap

CODE = re.compile(r"[a-z][a-z0-9_-]{1,30}")


class Login(StrEnum):
    """The three logins of a tenant: callers by place, callers by listed rows, and whoever writes."""

    AREA = "AREA"
    LINK = "LINK"
    WRITER = "WRITER"


@dataclass(frozen=True)
class Tenant:
    """A province's place: `division` is its own division code, `roles` are its login roles in Postgres."""

    id: UUID
    code: str
    name: str
    division: int
    status: str
    schema: str
    roles: Mapping[Login, str] = field(hash=False)

    @property
    def active(self) -> bool:
        """Say whether the tenant is open for work."""
        return self.status == TenantStatus.ACTIVE


@dataclass(frozen=True)
class Registered:
    """A tenant with its wrapped secrets; `keys` are (id, purpose, wrapped, retired)."""

    tenant: Tenant
    passwords: Mapping[str, bytes]
    keys: Sequence[tuple[int, str, bytes, bool]]

    def password(self, master: bytes, role: str) -> bytes:
        """Open the secret of one of its login roles. Raises `WrongMasterKey`."""
        login = next(login for login, name in self.tenant.roles.items() if name == role)
        return unwrap(master, self.tenant.id, f"login {login}", self.passwords[role])

    def open_keys(self, master: bytes, cipher: CipherName) -> TenantKeys:
        """Open its keys. Raises `WrongMasterKey`."""
        opened = {
            number: unwrap(master, self.tenant.id, f"key {purpose} {number}", wrapped)
            for number, purpose, wrapped, _ in self.keys
        }
        data = {number: opened[number] for number, purpose, *_ in self.keys if purpose == DATA}
        current = [number for number, purpose, _, retired in self.keys if purpose == DATA and not retired]
        index = [number for number, purpose, _, retired in self.keys if purpose == INDEX and not retired]
        if not current or not index:
            raise WrongMasterKey(
                f"租户 {self.tenant.code} 没有可用的密钥", f"tenant {self.tenant.code} has no key in use"
            )
        return TenantKeys(self.tenant.id, cipher=cipher, data=data, current=max(current), index=opened[max(index)])


DATA, INDEX = "data", "index"


async def load(connection: asyncpg.Connection) -> list[Registered]:
    """Read all tenants with their logins and keys, in the order of their codes."""
    people: dict[UUID, dict[str, tuple[str, bytes]]] = {}
    for row in await _rows(connection, tenant_login):
        people.setdefault(row["tenant_id"], {})[row["login"]] = (row["role"], row["password"])
    keys: dict[UUID, list[tuple[int, str, bytes, bool]]] = {}
    for row in await _rows(connection, tenant_key):
        keys.setdefault(row["tenant_id"], []).append(
            (row["id"], row["purpose"], row["wrapped"], row["retired_at"] is not None)
        )
    found = []
    for row in await _rows(connection, tenants_table):
        logins = people.get(row["id"], {})
        tenant = Tenant(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            division=row["division"],
            status=row["status"],
            schema=row["schema_name"],
            roles=MappingProxyType({Login(login): role for login, (role, _) in logins.items()}),
        )
        found.append(Registered(tenant, dict(logins.values()), sorted(keys.get(row["id"], []))))
    return sorted(found, key=lambda registered: registered.tenant.code)


async def _rows(connection: asyncpg.Connection, table: object) -> list[asyncpg.Record]:
    sql, args = compile_statement(select(table), None)  # type: ignore[call-overload]
    rows: list[asyncpg.Record] = await connection.fetch(sql, *args)
    return rows
