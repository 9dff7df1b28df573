"""Which rows a fact counts: one row each with its place and the value of each dimension; lists where there are many."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
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
)
from sqlalchemy.dialects.postgresql import ARRAY

from care.duties.file_parts import complete
from care.duties.received import held_by
from care.duties.restricted import RESTRICTED, only_restricted
from care.statistics import cubes
from care.statistics.months import next_month
from records.benefit import benefit
from records.child import child
from records.codes import (
    ChildClass,
    DifficultyState,
    Dimension,
    DutyKind,
    FileStatus,
    NeedStatus,
    StandingState,
    StatisticsBasis,
)
from records.duty import duty
from records.entitlement import entitlement
from records.need import need
from records.report import report, report_recipient
from records.standing import difficulty, standing
from records.trainee import trainee, training

UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)
Columns = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Asked:
    """What is counted: in which county, on which basis, in which month (its first day), and the moment it is now.

    `own` are the layers of law by whose own definition the jurisdiction counts; `openly` leaves restricted reasons out.
    """

    county: int
    basis: StatisticsBasis
    month: date
    now: datetime
    own: tuple[str, ...]
    openly: bool = False

    @property
    def end(self) -> date:
        """Give the first day of the next month."""
        return next_month(self.month)


def rows(fact: cubes.Fact, asked: Asked) -> Select[Any]:
    """Write the rows of a fact: `village township county prefecture` and a column for each dimension and part."""
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
    columns = _columns(child, {**_of_child(asked), **more})
    return select(*columns).where(child.c.county == _code(asked), *_counted(asked))


def _files(asked: Asked) -> Select[Any]:
    """Count files by whether all is there that the law of their place asks for; where it is silent none is complete."""
    parts: Columns = {cubes.COMPLETE: case((complete(child), cubes.YES), else_=cubes.NO)}
    return select(*_columns(child, {**_of_child(asked), **parts})).where(
        child.c.county == _code(asked), *_counted(asked)
    )


def _benefits(asked: Asked) -> Select[Any]:
    """Count children whom classes or categories entitle, by whether each of these brings them what it entitles to."""
    of, one = entitlement.c, benefit.c
    mine = [of.child_id == child.c.id]
    if asked.openly:
        unsaid = (of["class"] == ChildClass.IN_DIFFICULTY.value) & only_restricted()
        mine += [of.category.is_(None) | of.category.not_in(RESTRICTED), unsaid.is_not(True)]
    theirs = held_by(benefit, child.c.id, child.c.household_id, of.kinds, asked.now.date())
    held = exists(select(one.id).where(theirs)).correlate(child, entitlement)
    parts: Columns = {cubes.GRANTED: case((exists().where(*mine, ~held), cubes.NO), else_=cubes.YES)}
    columns = _columns(child, {**_of_child(asked), **parts})
    return select(*columns).where(child.c.county == _code(asked), exists().where(*mine), *_counted(asked))


def _duties(kind: DutyKind) -> Callable[[Asked], Select[Any]]:
    """Count the duties of a kind that fell due in the month, whatever became of the child's file since."""

    def due(asked: Asked) -> Select[Any]:
        done = case((duty.c.done_at <= duty.c.due_at, cubes.YES), else_=cubes.NO)
        # The days decide; the times are there for the index, which knows each child's duties by them.
        since, until = _moment(asked, asked.month), _moment(asked, asked.end + timedelta(days=1))
        mine = duty.c.child_id == child.c.id, duty.c.due_at >= since, duty.c.due_at <= until
        in_month = duty.c.due_on >= _day(asked.month), duty.c.due_on < _day(asked.end)
        which = duty.c.kind == kind.value, duty.c.cancelled_at.is_(None), *_by_definition(asked)
        columns = _columns(child, {**_of_child(asked), cubes.IN_TIME: done})
        return select(*columns).where(child.c.county == _code(asked), *mine, *in_month, *which)

    return due


def _overdue(asked: Asked) -> Select[Any]:
    today = _day(asked.now.date())
    still = duty.c.closes_on.is_(None) | (duty.c.closes_on >= today)
    late = duty.c.due_at <= bindparam(None, asked.now, DateTime(timezone=True), unique=True)
    open_ = duty.c.done_at.is_(None), duty.c.cancelled_at.is_(None), late, still
    here = duty.c.county == _code(asked), duty.c.child_id == child.c.id
    return select(*_columns(child, _of_child(asked))).where(*here, *open_, *_counted(asked))


def _needs(asked: Asked) -> Select[Any]:
    here = need.c.county == _code(asked), need.c.child_id == child.c.id
    open_ = need.c.status != NeedStatus.CLOSED.value
    return select(*_columns(child, _of_child(asked))).where(*here, open_, *_counted(asked))


def _reports(asked: Asked) -> Select[Any]:
    it = report_recipient.c
    late = exists().where(it.report_id == report.c.id, it.mandatory, or_(it.sent_at.is_(None), it.sent_at > it.due_at))
    since, until = _moment(asked, asked.month), _moment(asked, asked.end)
    found = report.c.discovered_at >= since, report.c.discovered_at < until
    in_time = case((late, cubes.NO), else_=cubes.YES)
    columns = _columns(report, {Dimension.CIRCUMSTANCE: report.c.circumstance, cubes.IN_TIME: in_time})
    return select(*columns).where(report.c.county == _code(asked), *found)


def _staff(asked: Asked) -> Select[Any]:
    its = training.c
    year = _day(asked.month.replace(month=1))
    went = exists().where(its.trainee_id == trainee.c.id, its.held_on >= year, its.held_on < _day(asked.end))
    trained = case((went, cubes.YES), else_=cubes.NO)
    columns = _columns(trainee, {Dimension.POST: trainee.c.post, cubes.TRAINED: trained})
    return select(*columns).where(trainee.c.county == _code(asked), trainee.c.on_duty)


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


def _counted(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """Count files under care, by the jurisdiction's own definition those of a class that holds by it."""
    yield child.c.file_status.in_(UNDER_CARE)
    yield from _by_definition(asked)


def _by_definition(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.basis is StatisticsBasis.STATISTICAL:
        yield exists().where(*_holds(asked))


def _holds(asked: Asked) -> Iterator[ColumnElement[bool]]:
    yield standing.c.child_id == child.c.id
    yield standing.c.state == StandingState.HELD.value
    if asked.basis is StatisticsBasis.STATISTICAL:
        yield standing.c.layers.overlap(bindparam(None, list(asked.own), ARRAY(Text), unique=True))
    if asked.openly:
        yield or_(standing.c["class"] != ChildClass.IN_DIFFICULTY.value, ~only_restricted())


def _of_child(asked: Asked) -> Columns:
    return {
        Dimension.CLASS: select(func.array_agg(standing.c["class"])).where(*_holds(asked)).scalar_subquery(),
        Dimension.RISK_LEVEL: child.c.risk_level,
        Dimension.SEX: child.c.sex,
        Dimension.AGE_BAND: _age_band(asked),
    }


def _age_band(asked: Asked) -> ColumnElement[str]:
    day = _day(min(asked.now.date(), asked.end - timedelta(days=1)))
    age = extract("year", func.age(day, child.c.birth_date))
    return case(*((age <= last, f"{first}-{last}") for first, last in cubes.AGES), else_=cubes.GROWN)


def _columns(of: Table, labelled: Columns) -> list[ColumnElement[Any]]:
    place = [of.c.division.label("village"), of.c.township, of.c.county, of.c.prefecture]
    return [*place, *(column.label(str(name)) for name, column in labelled.items())]


def _code(asked: Asked) -> ColumnElement[int]:
    return bindparam(None, asked.county, BigInteger, unique=True)


def _day(day: date) -> ColumnElement[date]:
    return bindparam(None, day, Date, unique=True)


def _moment(asked: Asked, day: date) -> ColumnElement[datetime]:
    zone: tzinfo | None = asked.now.tzinfo
    return bindparam(None, datetime.combine(day, time(), tzinfo=zone), DateTime(timezone=True), unique=True)
