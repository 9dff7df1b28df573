"""What became of each migration of each tenant: a row in `platform.tenant_migrations`, failures included."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from records.ids import uuid7

DONE, FAILED = "DONE", "FAILED"


@dataclass
class Outcome:
    """The revision a schema has in the end; set by the block."""

    revision: str | None = None


@asynccontextmanager
async def recorded(connection: asyncpg.Connection, tenant: UUID) -> AsyncIterator[Outcome]:
    """Record that a migration ran, and how it ended; its error goes on to the caller."""
    started = await connection.fetchval("SELECT clock_timestamp()")
    outcome = Outcome()
    message = None
    try:
        yield outcome
    except Exception as error:
        message = explained(error)
        raise
    finally:
        await connection.execute(
            "INSERT INTO platform.tenant_migrations"
            " (id, tenant_id, revision, outcome, message, started_at, finished_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp())",
            uuid7(),
            tenant,
            outcome.revision,
            DONE if outcome.revision is not None else FAILED,
            message,
            started,
        )


def explained(error: BaseException) -> str:
    """Say in one line what an error was, without the statement and its values."""
    origin = getattr(error, "orig", None) or error
    cause = origin.__cause__ or origin
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"[:500]
