"""The number of the request that is being answered: in its header, in each of its errors, and in the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from os import urandom

_CURRENT: ContextVar[str | None] = ContextVar("request id", default=None)


@contextmanager
def numbered(number: str | None = None) -> Iterator[str]:
    """Number the request that the block answers, unless it has its number: 32 hexadecimal digits, never a client's.

    `number` is what it had before, where its answer goes on after its block.
    """
    token = _CURRENT.set(_CURRENT.get() or number or urandom(16).hex())
    try:
        yield request_id()
    finally:
        _CURRENT.reset(token)


def request_id() -> str:
    """Give the number of the current request; outside of one, a number of its own."""
    return _CURRENT.get() or urandom(16).hex()
