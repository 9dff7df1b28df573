"""Settling: what is derived of children is made to stand on file, by one statement and in the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select

from care.duties.derive import derive
from care.duties.derived import Derived
from care.duties.entitle import entitle
from care.duties.facts import Facts
from care.duties.law import law_of
from care.duties.load import load_facts
from care.duties.places.rounds import open_rounds
from care.duties.restricted import RESTRICTED
from care.duties.schedule import KINDS
from care.duties.uncollected import uncollected
from records.codes import DutyKind
from records.ids import uuid7
from tenants.work import Work

_SQL = Path(__file__).with_name("settle.sql").read_text(encoding="utf-8")
_KINDS = sorted(KINDS)
_RESTRICTED = [one.value for one in RESTRICTED]
FEW = 50  # children whose settling costs no more than planning it anew
_BY_KEYS = (("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"))
_SATISFIED = {DutyKind.DIVISION_OF_DUTIES: "dutyDivision", DutyKind.AGREEMENT_REVIEW: "agreement"}


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
    today = work.now.date()
    found = await load_facts(work, children, rounds=law.rounds, late=late)
    with uncollected():
        derived = [(facts, derive(facts, law, today)) for facts in found]
    settled = await write(work, derived)
    await entitle(work, law, derived)
    if law.rounds:
        await open_rounds(work, law, [(facts.division, owed) for facts, one in derived for owed in one.duties])
    return settled


async def write(work: Work, derived: Sequence[tuple[Facts, Derived]]) -> Settled:
    """Write what was derived of children; done and missed duties stay unless their event is another one."""
    given = [orjson.dumps(rows, default=str).decode() for rows in _parts(derived).values()]
    keys = [facts.id for facts, _ in derived]
    sql = _SQL.replace("{schema}", f'"{work.tenant.schema}"')
    row = await work.connection.fetchrow(
        sql, *given, keys, work.now, work.now.date(), _KINDS, str(uuid7()), _RESTRICTED
    )
    said, unsaid = (
        tuple((UUID(child), division) for child, division in orjson.loads(row[name]))
        for name in ("reclassified", "unsaid")
    )
    return Settled(said, row["moved"], unsaid)


def _parts(derived: Iterable[tuple[Facts, Derived]]) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each kind, in the order of the statement's parameters."""
    parts: dict[str, list[dict[str, Any]]] = {
        "standings": [],
        "difficulties": [],
        "reasons": [],
        "duties": [],
        "children": [],
    }
    for facts, one in derived:
        made = {"child_id": facts.id, "rule_version": one.rule_version}
        contact, visit = one.next_contact_due, one.next_visit_due
        parts["children"].append(
            {
                "id": facts.id,
                "priority": one.priority,
                "next_due": min((day for day in (contact, visit) if day), default=None),
                "next_contact_due": contact,
                "next_visit_due": visit,
                "changes_on": one.changes_on,
                "rule_version": one.rule_version,
                "file_parts": one.file_parts,
            }
        )
        parts["standings"] += [
            {
                **made,
                "class": held.child_class,
                "state": held.state,
                "source": held.source,
                "since": held.since,
                "reasons": held.reasons,
                "citation": held.citation,
                "layers": held.layers,
            }
            for held in one.classified.standings
        ]
        parts["difficulties"] += [
            {
                **made,
                "category": held.category,
                "state": held.state,
                "source": held.source,
                "since": held.since,
                "reasons": held.reasons,
                "citation": held.citation,
            }
            for held in one.classified.difficulties
        ]
        parts["reasons"] += [
            {**made, "reason": held.reason, "since": held.since, "citation": held.citation}
            for held in one.classified.key_reasons
        ]
        parts["duties"] += [
            {
                **made,
                "kind": owed.kind,
                "natural_key": owed.key,
                "priority": one.priority,
                "period": owed.period,
                "base_on": owed.base_on,
                "due_at": owed.due_at,
                "due_on": owed.due_on,
                "closes_on": owed.closes_on,
                "quarter_missed_from": owed.quarter_missed_from,
                "post": owed.post,
                "reasons": owed.reasons,
                "basis": owed.basis,
                "rule": owed.rule,
                "citation": owed.citation,
                "satisfied_by": owed.satisfied_by,
                "satisfied_kind": _SATISFIED.get(owed.kind, "visit") if owed.satisfied_by else None,
                "done_on": owed.done_on,
            }
            for owed in one.duties
        ]
    return parts
