"""How a connection ends: which errors end it, and that it is gone in time."""

import asyncpg

CLOSING = 5.0  # seconds a connection gets to say goodbye, a cancelled statement included


def its_own(error: Exception) -> bool:
    """Tell whether an error is one of the connection itself."""
    return isinstance(error, OSError | TimeoutError | asyncpg.InterfaceError | asyncpg.InternalClientError)


async def close(connection: asyncpg.Connection) -> None:
    """Close a connection."""
    try:
        await connection.close(timeout=CLOSING)
    except Exception:  # noqa: BLE001 (whatever kept it from leaving in order, it must be gone)
        connection.terminate()
