"""Which rows a fact counts: one row each with its place, month and the value of each dimension; lists where many."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Select,
    Table,
    Text,
    bindparam,
    case,
    exists,
    extract,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from care.duties.file_parts import complete
from care.duties.received import held_by
from care.duties.restricted import RESTRICTED, unsaid
from care.statistics import cubes
from care.statistics.months import next_month
from records.benefit import benefit
from records.child import child
from records.codes import (
    DifficultyState,
    Dimension,
    DutyKind,
    FileStatus,
    NeedStatus,
    StandingState,
)
from records.duty import duty
from records.entitlement import entitlement
from records.need import need
from records.report import report, report_recipient
from records.standing import difficulty, standing
from records.trainee import trainee, training

UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)
Columns = Mapping[str, ColumnElement[Any]]
Before = Callable[[date], ColumnElement[bool]]


# Beside the classes that a child is of: those that hold by the jurisdiction's own definition, null where none does.
DEFINED = "DEFINED"


@dataclass(frozen=True)
class Asked:
    """What is counted: in which villages of a county, in which months (their first days), and the moment it is now.

    Months follow each other. `own` are the layers of law by whose own definition the jurisdiction counts; `openly`
    leaves restricted reasons out.
    """

    county: int
    villages: tuple[int, ...]
    months: tuple[date, ...]
    now: datetime
    own: tuple[str, ...]
    openly: bool = False

    @property
    def end(self) -> date:
        """Give the first day after the last month."""
        return next_month(self.months[-1])


def rows(fact: cubes.Fact, asked: Asked) -> Select[Any]:
    """Write the rows of a fact: `village month` and a column for each dimension and part.

    Of what hangs on a child `DEFINED` tells by which classes it counts by the definition.
    """
    return _ROWS[fact.kind](replace(asked, openly=fact.openly))


def _children(asked: Asked) -> Select[Any]:
    held = [difficulty.c.child_id == child.c.id, difficulty.c.state == DifficultyState.HELD.value]
    if asked.openly:
        held.append(difficulty.c.category.not_in(RESTRICTED))
    categories = select(func.array_agg(difficulty.c.category)).where(*held).scalar_subquery()
    more: Columns = {
        Dimension.CATEGORY: categories,
        Dimension.SCHOOL_STATUS: func.coalesce(child.c.school_status, cubes.UNKNOWN),
    }
    return _of_children(asked, more).where(*_here(child, asked), _under_care())


def _files(asked: Asked) -> Select[Any]:
    """Count files by whether all is there that the law of their place asks for; where it is silent none is complete."""
    parts: Columns = {cubes.COMPLETE: case((complete(child), cubes.YES), else_=cubes.NO)}
    return _of_children(asked, parts).where(*_here(child, asked), _under_care())


def _benefits(asked: Asked) -> Select[Any]:
    """Count children whom classes or categories entitle, by whether each of these brings them what it entitles to."""
    of, one = entitlement.c, benefit.c
    mine = [of.child_id == child.c.id]
    if asked.openly:
        mine += [of.category.is_(None) | of.category.not_in(RESTRICTED), ~unsaid(entitlement)]
    theirs = held_by(benefit, child.c.id, child.c.household_id, of.kinds, asked.now.date())
    held = exists(select(one.id).where(theirs)).correlate(child, entitlement)
    parts: Columns = {cubes.GRANTED: case((exists().where(*mine, ~held), cubes.NO), else_=cubes.YES)}
    return _of_children(asked, parts).where(*_here(child, asked), exists().where(*mine), _under_care())


def _duties(kind: DutyKind) -> Callable[[Asked], Select[Any]]:
    """Count the duties of a kind that fell due in the months, whatever became of the child's file since."""

    def due(asked: Asked) -> Select[Any]:
        done = case((duty.c.done_at <= duty.c.due_at, cubes.YES), else_=cubes.NO)
        # The days decide; the times are there for the index, which knows each child's duties by them.
        since, until = _moment(asked, asked.months[0]), _moment(asked, asked.end + timedelta(days=1))
        between = duty.c.due_at >= since, duty.c.due_at <= until
        in_months = duty.c.due_on >= _day(asked.months[0]), duty.c.due_on < _day(asked.end)
        which = duty.c.kind == kind.value, duty.c.cancelled_at.is_(None)
        found = _of_children(asked, {cubes.IN_TIME: done}, duty, lambda day: duty.c.due_on < _day(day))
        return found.where(*_here(child, asked), *between, *in_months, *which)

    return due


def _overdue(asked: Asked) -> Select[Any]:
    today = _day(asked.now.date())
    still = duty.c.closes_on.is_(None) | (duty.c.closes_on >= today)
    late = duty.c.due_at <= bindparam(None, asked.now, DateTime(timezone=True), unique=True)
    open_ = [duty.c.done_at.is_(None), duty.c.cancelled_at.is_(None), late, still]
    if asked.openly:
        open_.append(~duty.c.restricted)
    return _of_children(asked, {}, duty).where(*_here(duty, asked), *open_, _under_care())


def _needs(asked: Asked) -> Select[Any]:
    open_ = need.c.status != NeedStatus.CLOSED.value
    return _of_children(asked, {}, need).where(*_here(need, asked), open_, _under_care())


def _reports(asked: Asked) -> Select[Any]:
    it = report_recipient.c
    late = exists().where(it.report_id == report.c.id, it.mandatory, or_(it.sent_at.is_(None), it.sent_at > it.due_at))
    since, until = _moment(asked, asked.months[0]), _moment(asked, asked.end)
    found = report.c.discovered_at >= since, report.c.discovered_at < until
    month = _month(asked, lambda day: report.c.discovered_at < _moment(asked, day), lambda month: month)
    in_time = case((late, cubes.NO), else_=cubes.YES)
    columns = _columns(report, month, {Dimension.CIRCUMSTANCE: report.c.circumstance, cubes.IN_TIME: in_time})
    return select(*columns).where(*_here(report, asked), *found)


def _staff(asked: Asked) -> Select[Any]:
    its = training.c
    year = _day(asked.months[-1].replace(month=1))
    went = exists().where(its.trainee_id == trainee.c.id, its.held_on >= year, its.held_on < _day(asked.end))
    trained = case((went, cubes.YES), else_=cubes.NO)
    month = _day(asked.months[-1])
    columns = _columns(trainee, month, {Dimension.POST: trainee.c.post, cubes.TRAINED: trained})
    return select(*columns).where(*_here(trainee, asked), trainee.c.on_duty)


_ROWS: Mapping[str, Callable[[Asked], Select[Any]]] = {
    cubes.CHILDREN.kind: _children,
    cubes.FILES.kind: _files,
    cubes.BENEFITS.kind: _benefits,
    cubes.VISITS.kind: _duties(DutyKind.HOUSEHOLD_VISIT),
    cubes.CONTACTS.kind: _duties(DutyKind.CONTACT),
    cubes.REPORTS.kind: _reports,
    cubes.STAFF.kind: _staff,
    cubes.NEEDS.kind: _needs,
    cubes.OVERDUE.kind: _overdue,
}


def _here(of: Table, asked: Asked) -> Iterator[ColumnElement[bool]]:
    yield of.c.county == bindparam(None, asked.county, BigInteger, unique=True)
    yield of.c.division == func.any(bindparam(None, list(asked.villages), ARRAY(BigInteger), unique=True))


def _under_care() -> ColumnElement[bool]:
    return child.c.file_status.in_(UNDER_CARE)


def _of_children(
    asked: Asked,
    more: Columns,
    beside: Table | None = None,
    before: Before | None = None,
) -> Select[Any]:
    """Write rows that hang on children, with what the children are; `before` parts them by months."""
    classes = _classes(asked)
    place: FromClause = child if beside is None else child.join(beside, beside.c.child_id == child.c.id)
    ends = lambda month: min(asked.now.date(), next_month(month) - timedelta(days=1))  # noqa: E731
    columns: Columns = {
        Dimension.CLASS: classes.c.held,
        DEFINED: classes.c.defined,
        Dimension.RISK_LEVEL: child.c.risk_level,
        Dimension.SEX: child.c.sex,
        Dimension.AGE_BAND: _age_band(_month(asked, before, ends)),
        **more,
    }
    month = _month(asked, before, lambda month: month)
    return select(*_columns(child, month, columns)).select_from(place.join(classes, true()))


def _classes(asked: Asked) -> Any:
    """Write which classes a child is of, and which of these hold by the jurisdiction's own definition."""
    its = standing.c
    mine = [its.child_id == child.c.id, its.state == StandingState.HELD.value]
    if asked.openly:
        mine.append(~its.restricted)
    by_own = its.layers.overlap(bindparam(None, list(asked.own), ARRAY(Text), unique=True))
    held = func.array_agg(its["class"])
    return select(held.label("held"), held.filter(by_own).label("defined")).where(*mine).lateral("classes")


def _month(asked: Asked, before: Before | None, day: Callable[[date], date]) -> ColumnElement[date]:
    """Give a day for the month in which a row happened: `before` tells that it was before a day."""
    *earlier, last = asked.months
    if before is None or not earlier:
        return _day(day(last))
    return case(*((before(next_month(month)), _day(day(month))) for month in earlier), else_=_day(day(last)))


def _age_band(day: ColumnElement[date]) -> ColumnElement[str]:
    age = extract("year", func.age(day, child.c.birth_date))
    return case(*((age <= last, f"{first}-{last}") for first, last in cubes.AGES), else_=cubes.GROWN)


def _columns(of: Table, month: ColumnElement[date], labelled: Columns) -> list[ColumnElement[Any]]:
    place = [of.c.division.label("village"), month.label("month")]
    return [*place, *(column.label(str(name)) for name, column in labelled.items())]


def _day(day: date) -> ColumnElement[date]:
    return bindparam(None, day, Date, unique=True)


def _moment(asked: Asked, day: date) -> ColumnElement[datetime]:
    zone: tzinfo | None = asked.now.tzinfo
    return bindparam(None, datetime.combine(day, time(), tzinfo=zone), DateTime(timezone=True), unique=True)
