"""Facts of children with a visit that is about to be written: what is derived of them is written with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, Uuid, any_, bindparam, column, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from care.duties.facts import Event, Facts
from care.duties.gathered import SETTLED_ON, TROUBLED, WEAK
from records.child import child
from records.codes import YesNoUnknown
from records.visit import visit
from records.visit_finding import visit_finding
from tenants.fixed import Fixed
from tenants.work import Work

Row = Mapping[str, Any]


def _judged() -> Fixed:
    """Select how the carers are judged by a visit, of the children that no later visit judges them of."""
    keys, visits = (bindparam(name, type_=ARRAY(Uuid)) for name in ("keys", "visits"))
    new = func.unnest(keys, visits).table_valued(column("child_id", Uuid), column("visit_id", Uuid)).render_derived()
    moment = tuple_(bindparam("at", type_=DateTime(timezone=True)), new.c.visit_id)
    later = (
        select(visit.c.id)
        .join(visit_finding, visit_finding.c.visit_id == visit.c.id)
        .where(
            visit_finding.c.child_id == child.c.id,
            visit_finding.c.carer_capacity.is_not(None),
            visit.c.corrected_by.is_(None),
            tuple_(visit.c.occurred_at, visit.c.id) > moment,
        )
    )
    weak = bindparam("weak", type_=Boolean) & func.coalesce(bindparam("on", type_=Date) > SETTLED_ON, true())
    return Fixed(
        select(child.c.id, (TROUBLED | weak).label("weak"))
        .join(new, new.c.child_id == child.c.id)
        .where(child.c.id == any_(keys), ~later.exists())
    )


_JUDGED: Final = _judged()
_BY_DAY: Final = attrgetter("on")


async def visited(
    work: Work, facts: Iterable[Facts], visits: Sequence[Row], found: Row | None, on: date
) -> list[Facts]:
    """Add to the facts of children their visits of one occasion (rows of `visit`), all made on one day.

    `found` are the columns of `visit_finding`, None for none. Gives the facts as they would be read after the visits
    were written, of children whose rows are locked.
    """
    capacity, signed = (None if found is None else found[name] for name in ("carer_capacity", "agreement_signed"))
    weak: dict[UUID, bool] = {}
    if capacity is not None:
        asked = {
            "keys": [row["child_id"] for row in visits],
            "visits": [row["id"] for row in visits],
            "at": visits[0]["occurred_at"],
            "on": on,
            "weak": capacity in WEAK,
        }
        weak = {row["id"]: row["weak"] for row in await work.all(_JUDGED, **asked)}
    made = {row["child_id"]: Event(row["id"], on, row["mode"], row["outcome"]) for row in visits}
    return [
        replace(
            one,
            events=tuple(sorted((*one.events, made[one.id]), key=_BY_DAY)),
            carer_weak=weak.get(one.id, one.carer_weak),
            seen_signed_on=_later(one.seen_signed_on, on) if signed == YesNoUnknown.YES else one.seen_signed_on,
        )
        for one in facts
    ]


def _later(before: date | None, on: date) -> date:
    return on if before is None else max(before, on)
