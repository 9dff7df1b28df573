"""Which tenants there are: the rows of the platform schema as values, with the secrets that are kept there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
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


@dataclass(frozen=True, order=True)
class WrappedKey:
    """One key of a tenant as it is kept: one that is not `in_use` only opens; so does one that is `retired`."""

    id: int
    purpose: str
    wrapped: bytes = field(repr=False)
    in_use: bool = True
    retired: bool = False

    @property
    def place(self) -> str:
        """The place in the registry that it is wrapped for."""
        return f"key {self.purpose} {self.id}"

    def seals(self, purpose: str) -> bool:
        """Say whether it is one of those that new values of this purpose are made with."""
        return self.purpose == purpose and self.in_use and not self.retired


def login_place(login: str) -> str:
    """Name the place in the registry that a login's password is wrapped for."""
    return f"login {login}"


@dataclass(frozen=True)
class Registered:
    """A tenant with its wrapped secrets: its logins' passwords by role, and its keys in the order of their ids."""

    tenant: Tenant
    passwords: Mapping[str, bytes]
    keys: Sequence[WrappedKey]

    def password(self, master: bytes, role: str) -> bytes:
        """Open the secret of one of its login roles. Raises `WrongMasterKey`."""
        login = next(login for login, name in self.tenant.roles.items() if name == role)
        return unwrap(master, self.tenant.id, login_place(login), self.passwords[role])

    def open_keys(self, master: bytes, cipher: CipherName) -> TenantKeys:
        """Open its keys. Raises `WrongMasterKey`."""
        opened = {kept.id: unwrap(master, self.tenant.id, kept.place, kept.wrapped) for kept in self.keys}
        data = {kept.id: opened[kept.id] for kept in self.keys if kept.purpose == DATA}
        current = [kept.id for kept in self.keys if kept.seals(DATA)]
        index = [kept.id for kept in self.keys if kept.seals(INDEX)]
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
    keys: dict[UUID, list[WrappedKey]] = {}
    for row in await _rows(connection, tenant_key):
        in_use, retired = row["in_use_since"] is not None, row["retired_at"] is not None
        kept = WrappedKey(row["id"], row["purpose"], row["wrapped"], in_use, retired)
        keys.setdefault(row["tenant_id"], []).append(kept)
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


def opening(read: Iterable[Registered], master: bytes, masters: Sequence[bytes], cipher: CipherName) -> bytes:
    """Give the master key that the registry is wrapped with, of those there are, `master` tried first.

    It is told by the first tenant: one tenant's trouble is not everybody's. Raises `WrongMasterKey`.
    """
    first = next(iter(read), None)
    if first is None:
        return master
    *others, last = sorted(masters, key=lambda one: one != master)
    for one in others:
        with suppress(WrongMasterKey):
            first.open_keys(one, cipher)
            return one
    first.open_keys(last, cipher)
    return last
