"""What became of something that was done for a tenant, told without any data of its rows."""

from dataclasses import dataclass

import asyncpg

from tenants.errors import TenancyError


@dataclass(frozen=True)
class Outcome:
    """What one entry did for one tenant: rows touched, or the fault that stopped it (no data of any row in it)."""

    tenant: str
    entry: str
    done: int
    fault: str | None = None


def described(error: Exception) -> str:
    """Say what went wrong without the values that a database's message may quote."""
    if isinstance(error, TenancyError):
        return str(error)
    if isinstance(error, asyncpg.PostgresError):
        return f"{type(error).__name__} ({error.sqlstate})"
    return type(error).__name__
