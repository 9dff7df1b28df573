"""Settling: what is derived of children is made to stand on file, by one statement and in the caller's transaction."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select

from care.duties.derive import derive
from care.duties.derived import Derived
from care.duties.derived_rows import Rows, rows_of
from care.duties.entitlements import entitlements
from care.duties.facts import Facts
from care.duties.law import Law, law_of
from care.duties.load import load_filed
from care.duties.on_file import OnFile, stands
from care.duties.places.rounds import open_rounds
from care.duties.reclassified import Hearers, reclassified
from care.duties.schedule import KINDS as OF_A_CHILD
from care.duties.settling import PARTS, VISITS, statement
from care.duties.uncollected import uncollected
from records.ids import uuid7
from tenants.work import Work

KINDS = sorted(OF_A_CHILD)
FEW = 50  # children whose settling costs no more than planning it anew
_BY_KEYS = (("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"))

Row = dict[str, Any]
Found = tuple[Facts, OnFile, Derived]


@dataclass(frozen=True)
class Settled:
    """What settling changed: the children with other classes, each with its village, and how many had duties moved.

    `reclassified` are those whose classes changed for everybody who reads classes, `unsaid` those whose classes changed
    for readers of restricted categories alone (`care.duties.restricted`).
    """

    reclassified: tuple[tuple[UUID, int], ...]
    moved: int
    unsaid: tuple[tuple[UUID, int], ...] = ()


async def settle(work: Work, children: Sequence[UUID], *, late: date | None = None) -> Settled:
    """Derive children anew whose rows the transaction has locked, and write what differs from what is on file.

    `late` is the earliest day of the events that were recorded or corrected now.
    """
    if len(children) > FEW:
        # One plan for all batches, which reaches rows by their keys, however small the tables were when it was made.
        await work.one(select(*(func.set_config(name, how, True) for name, how in _BY_KEYS)))
    law = await law_of(work)
    loaded = await load_filed(work, children, KINDS, rounds=law.rounds, late=late)
    return await settle_loaded(work, law, [(facts, filed) for facts, filed, _ in loaded])


async def settle_loaded(
    work: Work, law: Law, loaded: Iterable[tuple[Facts, OnFile]], visits: Sequence[Row] = ()
) -> Settled:
    """Derive children from facts that were read under their locks, and write what differs from what is on file.

    `visits` are rows that are written with it and that the facts know already; their children count as updated.
    """
    with uncollected():
        found = [(facts, filed, derive(facts, law, work.now.date())) for facts, filed in loaded]
    settled = await write(work, law, found, visits)
    if law.rounds:
        await open_rounds(work, law, [(facts.division, owed) for facts, _, one in found for owed in one.duties])
    return settled


async def write(work: Work, law: Law, found: Sequence[Found], visits: Sequence[Row] = ()) -> Settled:
    """Write what was derived of children and differs; done and missed duties stay unless their event is another one.

    With `visits` these are written, too, and the children whatever differs of them: all by one statement.
    """
    with uncollected():
        parts = _differing(law, found, work.now.date(), marked=bool(visits))
    if visits:
        parts[VISITS] = [], list(visits)
    named = tuple(part for part in (VISITS, *PARTS) if part in parts)
    if not named:
        return Settled((), 0)
    # Of a batch nearly every part has something: one statement for all batches.
    made = statement(work.tenant.schema, PARTS if len(found) > FEW and not visits else named)
    given: dict[str, Any] = {"now": work.now, "day": work.now.date(), "kinds": KINDS, "key": str(uuid7())}
    given["marked"] = bool(visits)
    for part in made.parts:
        these, rows = parts.get(part, ([], []))
        given |= {f"{part}.these": these, f"{part}.rows": orjson.dumps(rows, default=str).decode()}
    given["keys"] = list({key for these, _ in parts.values() for key in these})
    row = await work.first(made.sql, [given[name] for name in made.arguments])
    assert row is not None  # noqa: S101 (a SELECT without FROM)
    told = _told(found, parts.get("standings", ([], []))[0])
    return Settled(told[Hearers.EVERYBODY], row["moved"], told[Hearers.OF_RESTRICTED])


def _told(found: Sequence[Found], touched: Container[UUID]) -> dict[Hearers, tuple[tuple[UUID, int], ...]]:
    """Give whose classes change of those whose classes or categories were `touched`, by who may hear of it."""
    told: dict[Hearers, list[tuple[UUID, int]]] = {one: [] for one in Hearers}
    for facts, filed, one in found:
        hearers = reclassified(filed, one.classified) if facts.id in touched else None
        if hearers:
            told[hearers].append((facts.id, facts.division))
    return {one: tuple(sorted(children)) for one, children in told.items()}


def _differing(law: Law, found: Sequence[Found], today: date, *, marked: bool) -> dict[str, tuple[list[UUID], Rows]]:
    """Give for each part the children of whom it differs from what is on file, and the rows that were derived.

    Children that are `marked` are written anyway.
    """
    parts: dict[str, tuple[list[UUID], Rows]] = {}
    for facts, filed, one in found:
        entitled = entitlements(one.classified, law.at(facts.division, today))
        for part, rows in rows_of(facts, one, entitled).items():
            if (marked and part == "children") or not stands(filed, part, rows, today):
                these, all_rows = parts.setdefault(part, ([], []))
                these.append(facts.id)
                all_rows += rows
    return parts
