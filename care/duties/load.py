"""Loads the facts of many children by one statement: the database gathers, Python only reads.

Whoever settles what follows from them has what stands on file read beside them, so that it can tell what differs.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from care.duties.facts import Facts
from care.duties.gathered import FACTS, FILED
from care.duties.on_file import OnFile
from care.duties.read_facts import facts_of, on_file_of
from care.duties.schedule.periods import before, period_of
from care.duties.uncollected import uncollected
from records.codes import DutyKind
from tenants.fixed import Fixed
from tenants.work import Work

QUARTER = 3  # months
_DAY = timedelta(days=1)


async def load_facts(work: Work, children: Sequence[UUID], *, rounds: bool, late: date | None = None) -> list[Facts]:
    """Load the facts of children in sight, in any order; their rows should be locked by the transaction.

    Of older events only those are loaded that chains go on from. `late` is the earliest day of events that were
    recorded or corrected now: from there on they are all needed. Where the law knows `rounds` (screenings, follow-ups)
    those of this quarter and of the one before are needed, too.
    """
    since = _needed(work, rounds=rounds, late=late)
    rows = await work.all(FACTS, keys=list(children), since=since, zone=str(work.now.tzinfo))
    with uncollected():
        return [facts_of(row, since) for row in rows]


async def load_filed(
    work: Work,
    children: Sequence[UUID],
    kinds: Sequence[DutyKind],
    *,
    rounds: bool,
    late: date | None = None,
    statement: Fixed = FILED,
    **others: Any,
) -> list[tuple[Facts, OnFile, asyncpg.Record]]:
    """Load the facts of children as `load_facts` does, and what stands on file of what was derived from them.

    Of duties only those of `kinds` are loaded: the open ones, and those with their base inside the time of the events.
    `statement` is one of `care.duties.gathered.filed_and`, `others` are its own parameters; each child comes with the
    row that has its columns.
    """
    since = _needed(work, rounds=rounds, late=late)
    given = {"keys": list(children), "since": since, "zone": str(work.now.tzinfo), "kinds": list(kinds)}
    rows = await work.all(statement, **given, **others)
    with uncollected():
        return [(facts_of(row, since), on_file_of(row), row) for row in rows]


def _needed(work: Work, *, rounds: bool, late: date | None) -> date:
    """Give the day from which on all events are needed."""
    today = work.now.date()
    days = [today + _DAY] if late is None else [late]
    if rounds:
        days.append(before(period_of(today, QUARTER), QUARTER).first)
    return min(days)
