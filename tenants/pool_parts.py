"""What the pools keep account of: whose a connection is, those that lie idle, and who waits for one."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import asyncpg

Connection: TypeAlias = asyncpg.Connection


class Key(NamedTuple):
    """Whose connection, logged in as what; `behind`: for what goes on all the time, and no client waits for.

    That has a share of its own, and comes first: a queue of requests must not hold an alert up.
    """

    owner: str
    login: str
    behind: bool = False

    @property
    def account(self) -> str:
        """Whose share it counts towards; an owner's name has no blanks."""
        return f"{self.owner} behind" if self.behind else self.owner


@dataclass(eq=False)
class Idle:
    """A connection that nobody uses, since a moment of the loop's clock."""

    key: Key
    connection: Connection
    since: float


@dataclass(eq=False)
class Waiter:
    """A request that waits for a connection, since a moment of the loop's clock."""

    key: Key
    since: float
    future: "asyncio.Future[Connection | Place]"


@dataclass(frozen=True)
class Place:
    """A place in the budget, already counted; the idle connection that held it has to be closed first."""

    victim: Connection | None
