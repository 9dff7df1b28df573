"""Waiting for others who are about to do the same: a lock on a name, held to the end of the transaction."""

import hashlib

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from tenants.fixed import Fixed
from tenants.work import Work

_NUMBER = func.unnest(bindparam("numbers", type_=ARRAY(BigInteger))).column_valued("number")
_LOCKED = Fixed(select(func.pg_advisory_xact_lock(_NUMBER)))


async def lock(work: Work, *numbers: int) -> None:
    """Wait until nobody else holds the locks, one after the other in their order, then hold them.

    What the others have committed is seen afterwards. Who takes several gives them in one order for everybody.
    """
    await work.all(_LOCKED, numbers=list(numbers))


def lock_number(name: bytes) -> int:
    """Give the number that stands for a name; two names that share one only wait for each other."""
    return int.from_bytes(hashlib.sha256(name).digest()[:8], signed=True)
