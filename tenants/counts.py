"""What the pools of a process hold, for whoever watches it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """What a pool holds at one moment, in connections; `waiting` counts requests.

    Since it was made, `waits` requests had to wait for a connection, `waited` seconds in all.
    """

    size: int
    share: int
    open: int
    idle: int
    waiting: int
    owners: dict[str, int]
    waits: int = 0
    waited: float = 0.0
