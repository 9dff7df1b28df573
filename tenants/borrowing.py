"""A connection that is lent for a block."""

from types import TracebackType
from typing import TYPE_CHECKING

from tenants.pool_parts import Connection, Key

if TYPE_CHECKING:
    from tenants.pools import Pools


class Borrowing:
    """A connection for as long as a block lasts; a class, for each request enters one."""

    __slots__ = ("_connection", "_key", "_pools")

    def __init__(self, pools: "Pools", key: Key) -> None:
        self._pools, self._key = pools, key

    async def __aenter__(self) -> Connection:
        self._connection = await self._pools.lend(self._key)
        return self._connection

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._pools.give_back(self._key, self._connection, error)
