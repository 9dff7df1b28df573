"""What kinds of jobs there are, which of them stand in line together, and who says what is due."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from jobs.job import Job
from jobs.schedule import ROUNDS, Entry
from jobs.worker import do
from tenants.house import House
from tenants.registry import Tenant


@dataclass(frozen=True)
class Lane:
    """A line of jobs: a worker does up to `slots` of it at once, all workers together up to `each` of one tenant."""

    name: str
    slots: int
    each: int


# What goes on for minutes must not stand before what is awaited; and no tenant can take all the places of a lane.
PROMPT = Lane("prompt", slots=12, each=4)
SLOW = Lane("slow", slots=6, each=2)
LANES = (PROMPT, SLOW)
LONG = 600.0  # seconds of pause from which on nobody waits for a round


@dataclass(frozen=True)
class Kind:
    """A kind of job. `do(house, tenant, key)` gives the rows it touched; the same job may be done twice, or by two.

    `delays`: the seconds before each further try of one that failed; after the last it is held.
    """

    name: str
    do: Callable[[House, Tenant, str], Awaitable[int]]
    lane: Lane
    delays: Sequence[float] = (1, 4, 15, 60)


@dataclass(frozen=True)
class Source:
    """Who says what is due, asked every so many seconds by each worker."""

    find: Callable[[House], Awaitable[Iterable[Job]]]
    every: float = 1.0


@dataclass(frozen=True)
class Jobs:
    """All that a worker knows to do."""

    kinds: Sequence[Kind]
    sources: Sequence[Source]

    def __add__(self, other: "Jobs") -> "Jobs":
        return Jobs((*self.kinds, *other.kinds), (*self.sources, *other.sources))


def rounds(entries: Sequence[Entry] = ROUNDS) -> Jobs:
    """Make jobs of what goes by the clock: for every active tenant each entry, when its pause is over."""

    async def find(house: House) -> list[Job]:
        tenants = [tenant for tenant in await house.tenants() if tenant.active]
        return [Job(entry.name, tenant.code, every=entry.every) for tenant in tenants for entry in entries]

    return Jobs([_kind(entry) for entry in entries], [Source(find)])


def _kind(entry: Entry) -> Kind:
    async def act(house: House, tenant: Tenant, _key: str) -> int:
        return await do(house, tenant, entry)

    return Kind(entry.name, act, PROMPT if entry.every < LONG else SLOW)
