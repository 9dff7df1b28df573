"""Rows of visits, written by one statement with what follows from them at once."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Text, Uuid, any_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from policies.caller import Caller
from records.child import child
from records.trainee import trainee
from records.visit import visit
from tenants.fixed import Fixed, as_json, given_rows
from tenants.work import Work

Row = dict[str, Any]

_GIVEN: Final = (
    *("id", "child_id", "division", "occurred_division", "occasion", "mode", "outcome", "occurred_at", "precision"),
    *("recorded_by", "problems", "solutions", "missing_findings", "recorded_at"),
)


def on_duty(subject: Any) -> Any:
    """Select the entry of an account in the register of staff."""
    own = select(trainee.c.id).where(trainee.c.subject == subject, trainee.c.on_duty)
    return own.order_by(trainee.c.id).limit(1)


def _written() -> Fixed:
    rows, now = given_rows(visit, *_GIVEN), bindparam("now", type_=DateTime(timezone=True))
    subject, keys = bindparam("subject", type_=Text), bindparam("keys", type_=ARRAY(Uuid))
    visitor = func.coalesce(bindparam("visitor", type_=Uuid), on_duty(subject).scalar_subquery())
    made = (
        insert(visit)
        .inline()
        .from_select([*_GIVEN, "visitor_id"], select(*(rows.c[name] for name in _GIVEN), visitor))
        .cte("made")
    )
    touched = update(child).where(child.c.id == any_(keys)).values(updated_at=now).cte("touched")
    same = select(func.array_agg(aggregate_order_by(visit.c.id, visit.c.id))).where(
        visit.c.child_id == any_(keys),
        visit.c.occurred_at == bindparam("occurred_at", type_=DateTime(timezone=True)),
        visit.c.mode == bindparam("mode", type_=Text),
        visit.c.corrected_by.is_(None),
        or_(bindparam("whoever", type_=Boolean), visit.c.recorded_by == subject),
    )
    return Fixed(same.add_cte(made, touched))


_WRITTEN: Final = _written()


async def write_visits(
    work: Work, caller: Caller, rows: Sequence[Row], *, visitor: UUID | None, whoever: bool
) -> list[UUID]:
    """Write visits of one occasion for children whose rows are locked, and mark the children as updated.

    `visitor` is None where the caller's own entry in the register of staff lies in sight or nowhere. Gives the visits
    of the same moment and mode that were on file before: everybody's, or the caller's alone without `whoever`.
    """
    first = rows[0]
    found: list[UUID] | None = await work.value(
        _WRITTEN,
        rows=as_json(rows),
        keys=[row["child_id"] for row in rows],
        occurred_at=first["occurred_at"],
        mode=first["mode"],
        subject=caller.subject,
        visitor=visitor,
        whoever=whoever,
        now=work.now,
    )
    return found or []
