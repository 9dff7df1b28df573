"""Tells a database that cannot be reached, or went away, from statements that failed: the one place that knows how."""

from types import TracebackType

import asyncpg

from tenants.errors import Unreachable
from tenants.pool_parts import Key
from tenants.pools import Pools

# What the server says when it lets nobody in, or sends everybody away.
_TURNED_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
)
# What a lost connection looks like from here; with a living one each of them is a fault of whoever uses it.
_BROKEN_OFF = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Reached:
    """Lends a connection of the pools for a block; raises `Unreachable` when it cannot be opened or is lost.

    An error of the block's own, such as a file that is not there, goes on as it is.
    """

    __slots__ = ("_held", "_key", "_pools")

    def __init__(self, pools: Pools, key: Key) -> None:
        self._pools, self._key = pools, key

    async def __aenter__(self) -> asyncpg.Connection:
        try:
            self._held = await self._pools.lend(self._key)
        except Exception as error:
            if _lost(error, None):
                raise _unreachable(error) from error
            raise
        return self._held

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._pools.give_back(self._key, self._held, error)
        if isinstance(error, Exception) and _lost(error, self._held):
            raise _unreachable(error) from error


def _lost(error: Exception, held: asyncpg.Connection | None) -> bool:
    if isinstance(error, _TURNED_AWAY):
        # 08P01 is the server's complaint about a message of ours.
        return not isinstance(error, asyncpg.ProtocolViolationError)
    if held is None:
        return isinstance(error, OSError)
    return isinstance(error, _BROKEN_OFF) and held.is_closed()


def _unreachable(error: Exception) -> Unreachable:
    why = f"{type(error).__name__}: {error}"
    return Unreachable(
        f"无法连接数据库，或连接已中断（TONGHU_DATABASE_URL）：{why}",
        f"the database cannot be reached, or went away (TONGHU_DATABASE_URL): {why}",
    )
