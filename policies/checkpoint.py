"""What stands for months of the trail that were dropped, and the setting that lets them go: both signed by the tenant.

A signature is Ed25519 (RFC 8032) over a JSON array that begins with what it is and whose. Its key comes from the
tenant's keys, which only the master key opens, so nobody makes one with the database alone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import orjson

from tenants.keys import TenantKeys

LEAST = 6  # months; the Cybersecurity Law keeps logs for no less


@dataclass(frozen=True)
class Checkpoint:
    """The end of what was dropped: the last row's sequence and seal, and the first month that was kept.

    `before` is the signature of the checkpoint before this one, empty for the first: none can be left out.
    """

    sequence: int
    hash: bytes
    until: date
    at: datetime
    before: bytes = b""

    def words(self, tenant: UUID) -> bytes:
        """Give what is signed."""
        told = [self.sequence, self.hash.hex(), self.until, self.at.astimezone(UTC), self.before.hex()]
        return orjson.dumps(["checkpoint", tenant.hex, *told])


@dataclass(frozen=True)
class Keeping:
    """How many whole months a tenant keeps beside the running one (None: all), and since when that is so."""

    months: int | None
    at: datetime

    def words(self, tenant: UUID) -> bytes:
        """Give what is signed."""
        return orjson.dumps(["keeping", tenant.hex, self.months, self.at.astimezone(UTC)])


async def last_checkpoint(
    connection: asyncpg.Connection, schema: str, tenant: UUID, keys: TenantKeys
) -> tuple[Checkpoint | None, bool]:
    """Read the checkpoints as the owner of the tables: gives the last, and whether every one is as it was signed."""
    last, before = None, b""
    for row in await connection.fetch(
        f'SELECT sequence, hash, until, at, signature FROM "{schema}".audit_checkpoint ORDER BY sequence'  # noqa: S608
    ):
        last = Checkpoint(row["sequence"], row["hash"], row["until"], row["at"], before)
        before = row["signature"]
        if not keys.signed(last.words(tenant), before):
            return last, False
    return last, True
