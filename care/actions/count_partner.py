"""What a partner has done, month by month: counts of its own records, none of fewer children than statistics show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Table, cast, exists, func, or_, select

from care.actions.common.sight import opened
from care.statistics.minimum import minimum_of
from care.statistics.months import between, next_month
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from policies.scope import EVERYTHING
from records.access import role_assignment
from records.codes import PartnerMeasure, Role
from records.need import service_record
from records.partner_grant import partner_grant
from records.visit import visit
from tenants.work import Work


@dataclass(frozen=True)
class Figure:
    """One number of one month (its first day); None where fewer children than that stand behind it."""

    month: date
    measure: PartnerMeasure
    value: int | None


async def count_partner(work: Work, caller: Caller, first: date, last: date) -> list[Figure]:
    """Count what the caller's organisations did in the months from one day to another, of those that are over.

    Children who could be read in the month, visits and services that workers recorded while they could. There are no
    sums over months, so none can be subtracted. Raises `Refused` FORBIDDEN.
    """
    require(caller, "grant:count")
    months = [month for month in between(first, last) if next_month(month) <= work.now.date()]
    found: list[Figure] = []
    if months:
        async with opened(work, EVERYTHING):
            children = await _children(work, caller, months)
            visits = {row["month"]: row for row in await work.all(_records(work, caller, visit, months))}
            services = {row["month"]: row for row in await work.all(_records(work, caller, service_record, months))}
        least = await minimum_of(work)
        for month in months:
            found.append(
                Figure(month, PartnerMeasure.CHILDREN, _told(len(children[month]), len(children[month]), least))
            )
            for measure, rows in ((PartnerMeasure.VISITS, visits), (PartnerMeasure.SERVICES, services)):
                n, of = (rows[month]["n"], rows[month]["children"]) if month in rows else (0, 0)
                found.append(Figure(month, measure, _told(n, of, least)))
    await audit(work, caller, "grant:count", object=None, kind="grant", count=len(found))
    return found


def _told(n: int, children: int, least: int) -> int | None:
    """Give a number that may be told: nobody, or at least so many children behind it."""
    return n if children == 0 or children >= least else None


async def _children(work: Work, caller: Caller, months: list[date]) -> dict[date, set[UUID]]:
    """Give the children that the partner could read in each month."""
    asked = select(partner_grant).where(partner_grant.c.organisation_id.in_(caller.organisations))
    rows = [(row["child_id"], row["granted_at"], _end(row)) for row in await work.all(asked)]
    return {month: set(_in_month(work, rows, month)) for month in months}


def _in_month(work: Work, rows: Iterable[tuple[UUID, datetime, datetime]], month: date) -> Iterator[UUID]:
    begin, end = (datetime.combine(day, time(), work.now.tzinfo) for day in (month, next_month(month)))
    yield from (key for key, since, until in rows if since < end and until > begin)


def _end(row: Any) -> datetime:
    ends: datetime = row["until"] if row["revoked_at"] is None else min(row["until"], row["revoked_at"])
    return ends


def _records(work: Work, caller: Caller, table: Table, months: list[date]) -> Select[date, int, int]:
    """Count what the partner's workers recorded of a child while a grant of theirs ran, by the month it was done in."""
    day: ColumnElement[date]
    if table is visit:
        counted, written = visit.c.occasion, visit.c.recorded_at
        day = cast(func.timezone(str(work.now.tzinfo), visit.c.occurred_at), Date)
        stands = [visit.c.corrected_by.is_(None)]
    else:
        counted, written, day, stands = (
            service_record.c.id,
            service_record.c.created_at,
            service_record.c.provided_on,
            [],
        )
    month = cast(func.date_trunc("month", day), Date)
    held, given = role_assignment.c, partner_grant.c
    acted = exists().where(
        held.subject == table.c.recorded_by,
        held.role == Role.PARTNER_WORKER,
        held.organisation_id == given.organisation_id,
        held.valid_from <= written,
        *(or_(end.is_(None), end > written) for end in (held.until, held.revoked_at)),
        given.organisation_id.in_(caller.organisations),
        given.child_id == table.c.child_id,
        given.granted_at <= written,
        given.until > written,
        or_(given.revoked_at.is_(None), given.revoked_at >= written),
    )
    asked = select(
        month.label("month"),
        func.count(counted.distinct()).label("n"),
        func.count(table.c.child_id.distinct()).label("children"),
    )
    return asked.where(month.in_(months), acted, *stands).group_by(month)
