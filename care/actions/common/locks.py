"""Waiting for others who are about to do the same: a lock on a name, held to the end of the transaction."""

import hashlib

from sqlalchemy import BigInteger, bindparam, func, select

from tenants.work import Work


async def lock(work: Work, number: int) -> None:
    """Wait until nobody else holds the lock, then hold it; what the others have committed is seen afterwards."""
    await work.value(select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger))), number=number)


def lock_number(name: bytes) -> int:
    """Give the number that stands for a name; two names that share one only wait for each other."""
    return int.from_bytes(hashlib.sha256(name).digest()[:8], signed=True)
