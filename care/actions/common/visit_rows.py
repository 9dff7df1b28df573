"""Rows of visits, written by one statement with all that follows from them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Text, Uuid, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from care.actions.common.days import day_of
from care.duties.facts import Facts
from care.duties.gathered import filed_and
from care.duties.law import law_of
from care.duties.load import load_filed
from care.duties.on_file import OnFile
from care.duties.settle import KINDS, Settled, settle_loaded
from care.duties.visited import visited
from policies.caller import Caller
from records.child import child
from records.codes import VisitMode
from records.trainee import trainee
from records.visit import visit
from tenants.work import Work

Row = dict[str, Any]


def on_duty(subject: Any) -> Any:
    """Select the entry of an account in the register of staff."""
    own = select(trainee.c.id).where(trainee.c.subject == subject, trainee.c.on_duty)
    return own.order_by(trainee.c.id).limit(1)


def _twins() -> Any:
    return (
        select(func.array_agg(aggregate_order_by(visit.c.id, visit.c.id)))
        .where(
            visit.c.child_id == child.c.id,
            visit.c.occurred_at == bindparam("occurred_at", type_=DateTime(timezone=True)),
            visit.c.mode == bindparam("mode", type_=Text),
            visit.c.corrected_by.is_(None),
            or_(bindparam("whoever", type_=Boolean), visit.c.recorded_by == bindparam("subject", type_=Text)),
        )
        .correlate(child)
        .scalar_subquery()
    )


_VISITOR: Final = func.coalesce(
    bindparam("visitor", type_=Uuid), on_duty(bindparam("subject", type_=Text)).scalar_subquery()
)
_BEFORE: Final = filed_and(_twins().label("twins"), _VISITOR.label("visitor"))


@dataclass(frozen=True)
class Before:
    """What there was of children before a visit: facts, what stands on file, twins of the visit; and who visits."""

    loaded: Sequence[tuple[Facts, OnFile]]
    twins: Sequence[UUID]
    visitor: UUID | None


async def load_before(
    work: Work,
    caller: Caller,
    children: Sequence[UUID],
    occurred_at: datetime,
    mode: VisitMode,
    *,
    visitor: UUID | None,
    whoever: bool,
) -> Before:
    """Load what there is of children whose rows are locked, before a visit of a moment and a mode is written.

    `visitor` is None where the caller's own entry in the register of staff lies in sight or nowhere. Twins are the
    visits of the same moment and mode that are on file: everybody's, or the caller's alone without `whoever`.
    """
    law = await law_of(work)
    found = await load_filed(
        work, children, KINDS, rounds=law.rounds, late=day_of(occurred_at, work), statement=_BEFORE,
        occurred_at=occurred_at, mode=mode, subject=caller.subject, visitor=visitor, whoever=whoever,
    )  # fmt: skip
    rows = [row for _, _, row in found]
    twins = sorted(key for row in rows for key in row["twins"] or ())
    return Before([(facts, filed) for facts, filed, _ in found], twins, rows[0]["visitor"])


async def write_visits(work: Work, before: Before, rows: Sequence[Row], found: Row | None) -> Settled:
    """Write visits of one occasion, what follows from them, and their children once, which count as updated.

    `found` are the columns of what was found at the visits, which others write; None for none.
    """
    of, day = [facts for facts, _ in before.loaded], day_of(rows[0]["occurred_at"], work)
    facts = await visited(work, of, rows, found, day)
    loaded = zip(facts, (filed for _, filed in before.loaded), strict=True)
    return await settle_loaded(
        work, await law_of(work), loaded, [{**row, "visitor_id": before.visitor} for row in rows]
    )
