"""Import a ledger: good rows are taken over, bad ones go into an error book; the same file again changes nothing.

Each batch is one transaction, so an import that was cut short is simply run again. One CHILD_REGISTERED (or
CHILD_UPDATED) is announced for each child, as by any other action: who may hear of a child is decided child by child,
and an event about a batch would name nothing that a director may see. Visits told in a ledger are not announced one by
one: they are history, and the child's own event covers them.
"""

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from care.actions.common.take_up import UNNAMED
from care.actions.ledgers.batch import Outcome, plan_batch, write_batch
from care.actions.ledgers.changes import ACTION
from care.actions.ledgers.keys import keys
from care.actions.ledgers.memory import Memory, learn_places, learn_villages
from care.actions.ledgers.turns import Turns
from care.divisions.scope import covers
from care.divisions.unknown import accept_all
from care.ledgers.aside.listening import LedgerAside, read_aside
from care.ledgers.columns import BY_KEY
from care.ledgers.errors import ErrorBook
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.reading import Reading
from care.ledgers.row import LedgerRow
from care.ledgers.sheet import title_of
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from policies.scope import within
from tenants.house import House
from tenants.registry import Tenant

BATCH = 1_000
_ALLOCATIONS = 200_000
_VILLAGE = BY_KEY["child.division"].heading
_PLACES = ("child.hukouDivision", "father.division", "mother.division")

Progress = Callable[[int, int], None]


def unheard(done: int, total: int) -> None:
    """Tell nobody how far an import is."""
    del done, total


@dataclass(frozen=True)
class ImportLedger:
    """Which file, for which year (its title's, unless given), and where its bad rows go."""

    path: Path
    errors: Path
    year: int | None = None
    dry_run: bool = False


@dataclass
class Imported:
    """What became of a ledger; `doubts` counts the warnings by code, `error_book` is where the bad rows are."""

    year: int
    doubts_of_file: tuple[Fault, ...] = ()
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    doubts: Counter[FaultCode] = field(default_factory=Counter)
    error_book: Path | None = None


async def import_ledger(
    house: House, tenant: Tenant, caller: Caller, command: ImportLedger, *, told: Progress = unheard
) -> Imported:
    """Import a ledger into a tenant; `told` hears how many of about how many rows are done.

    Raises `Refused` when the caller may not, and `LedgerError` when the file as a whole is none.
    """
    require(caller, ACTION)
    async with read_aside(command.path, today=house.clock().date(), year=command.year) as ledger:
        result = Imported(ledger.told.year, ledger.told.doubts)
        with ErrorBook(command.errors, title_of(tenant.name, result.year)) as book:
            run = _Run(house, tenant, caller, command.dry_run, ledger, book, result, told)
            with _seldom_collected():
                await run.all()
        result.error_book = command.errors if result.refused else None
    if not command.dry_run:
        async with house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            counted = f"新建{result.new}，变更{result.changed}，未变{result.unchanged}，退回{result.refused}"
            reason = f"{result.year}年度台账：{counted}"
            await audit(work, caller, ACTION, object=None, kind="ledger", reason=reason, count=result.rows)
    return result


@dataclass(slots=True)
class _Run:
    house: House
    tenant: Tenant
    caller: Caller
    dry: bool
    ledger: LedgerAside
    book: ErrorBook
    result: Imported
    told: Progress
    memory: Memory = field(default_factory=Memory)
    keys: Iterator[UUID] = field(default_factory=keys)
    turns: Turns = field(default_factory=Turns)

    async def all(self) -> None:
        """Read and plan a batch while the one before it is being written; each is planned and written in its turn."""
        before: _Flight | None = None
        latest: _Flight | None = None
        try:
            async for readings in self._batches():
                if before:
                    await before.task
                planned = asyncio.Event()
                task = asyncio.create_task(self._batch(readings, latest, planned))
                before, latest = latest, _Flight(task, planned)
            if latest:
                await latest.task
        except BaseException:
            started = [flight.task for flight in (before, latest) if flight]
            for task in started:
                task.cancel()
            await asyncio.gather(*started, return_exceptions=True)
            raise

    async def _batches(self) -> AsyncIterator[list[Reading]]:
        readings: list[Reading] = []
        async for chunk in self.ledger.chunks:
            for reading in chunk:
                readings.append(reading)
                if len(readings) == BATCH:
                    yield readings
                    readings = []
            await self.turns.breathe()
        if readings:
            yield readings

    async def _batch(self, readings: list[Reading], before: "_Flight | None", planned: asyncio.Event) -> None:
        rows = {reading.number: reading.row for reading in readings if reading.row}
        if before:
            await before.is_planned()
        async with self.house.work(self.tenant, scope=self.caller.scope, subject=self.caller.subject) as work:
            await learn_places(work, self.memory, _named_places(rows.values()))
            unknown = await learn_villages(work, self.memory, {row.child.division for row in rows.values()})
            if unknown:
                await self._take_up(unknown, rows.values())
            faults = {number: list(self._misplaced(row)) for number, row in rows.items()}
            good = [row for number, row in rows.items() if not _bad(faults[number])]
            plan = await plan_batch(work, self.caller, good, self.memory, self.keys, self.turns)
            planned.set()
            if before:
                await before.task
            if not self.dry:
                await write_batch(work, plan.draft, self.turns)
        for row, found in (*plan.outcome.refused, *plan.outcome.doubted):
            faults[row.number] += found
        self._count(readings, faults, plan.outcome)

    async def _take_up(self, unknown: set[int], rows: Iterable[LedgerRow]) -> None:
        """Take up villages that no list knows; the table of divisions is the platform's, so that is its own work."""
        names = {code: f"{code % 1000:03}{UNNAMED}" for code in unknown}
        for row in rows:
            if row.child.division in names and row.child.village_name:
                names[row.child.division] = row.child.village_name
        refused: set[int] = set()
        try:
            async with self.house.platform() as platform:
                source = f"ledger:{self.tenant.code}"
                refused |= (await accept_all(platform, names, source, province=self.tenant.division)).refused.keys()
                if self.dry:
                    raise _DryRunError
        except _DryRunError:
            pass
        self.memory.villages |= dict.fromkeys(unknown - refused, False)
        self.memory.hopeless |= refused

    def _misplaced(self, row: LedgerRow) -> Iterable[Fault]:
        village = row.child.division
        if not covers([self.tenant.division], village) or not within(self.caller.scope, village):
            yield fault(FaultCode.OUTSIDE_TENANT, _VILLAGE)
        elif village not in self.memory.villages:
            yield fault(FaultCode.DIVISION_UNKNOWN, _VILLAGE)
        elif not self.memory.villages[village]:
            yield fault(FaultCode.VILLAGE_UNVERIFIED, _VILLAGE)
        for key, code in zip(_PLACES, _places_of(row), strict=True):
            if code is not None and not self.memory.places[code]:
                yield fault(FaultCode.PLACE_UNKNOWN, BY_KEY[key].heading)

    def _count(self, readings: list[Reading], faults: dict[int, list[Fault]], outcome: Outcome) -> None:
        result = self.result
        result.rows += len(readings)
        result.new += outcome.new
        result.changed += outcome.changed
        result.unchanged += outcome.unchanged
        for reading in readings:
            found = (*reading.faults, *faults.get(reading.number, ()))
            result.doubts.update(one.code for one in found if one.warning)
            if _bad(found):
                result.refused += 1
                self.book.add(replace(reading, row=None, faults=found), self.ledger.told.positions)
        self.told(result.rows, max(self.ledger.told.rows, result.rows))


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let the garbage collector look less often: a ledger makes millions of objects and hardly a cycle."""
    usual = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass(frozen=True, slots=True)
class _Flight:
    """A batch under way."""

    task: asyncio.Task[None]
    planned: asyncio.Event

    async def is_planned(self) -> None:
        """Wait until the batch is planned, or has failed."""
        waiting = asyncio.ensure_future(self.planned.wait())
        await asyncio.wait([waiting, self.task], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()


class _DryRunError(Exception):
    """Undoes what a dry run would have written."""


def _bad(faults: Iterable[Fault]) -> bool:
    return any(not one.warning for one in faults)


def _places_of(row: LedgerRow) -> tuple[int | None, ...]:
    parents = (one.division if one else None for one in (row.father, row.mother))
    return (row.child.hukou_division, *parents)


def _named_places(rows: Iterable[LedgerRow]) -> set[int]:
    return {code for row in rows for code in _places_of(row) if code is not None}
