"""The progress report that is filled in from the data: numbers alone, for whoever hands it in."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

import strawberry
from sqlalchemy import ColumnElement, FromClause, Select, func, select

from care.statistics.months import next_month
from policies.classes import FieldClass
from reads.errors import BadRead
from reads.rows import inside, within
from records.activity import activity
from records.child import child
from records.codes import ActivityKind, ChildClass, DutyKind, FileStatus, StandingState, TraineePost
from records.duty import duty
from records.hazard_check import hazard_check
from records.standing import standing
from records.trainee import trainee, training
from schema.context import Info
from schema.scalars import DivisionCode
from schema.sums import LEAST, sees_children, sees_sums, small, summed

_SAFETY = (ActivityKind.SAFETY_EVENT, ActivityKind.SAFETY_TALK, ActivityKind.SAFETY_LECTURE)
_POSTS = (TraineePost.CHILD_DIRECTOR, TraineePost.CHILD_SUPERVISOR)

# The numbers of children, and of which number each is a part.
_OF_CHILDREN: Final = {
    "children_now": None,
    "left_behind_now": None,
    "in_difficulty_now": None,
    "files_opened": None,
    "files_filed_now": "children_now",
    "visits_due": None,
    "visits_done": "visits_due",
    "visits_in_time": "visits_done",
    "contacts_due": None,
    "contacts_done": "contacts_due",
    "screenings_due": None,
    "screenings_done": "screenings_due",
}


@strawberry.type(
    description="What the data says of an area's work between two days (both included), in numbers alone. `Now` counts"
    " what stands today, the rest what fell due or was done in the time."
)
class ProgressReport:
    """The numbers of a progress report; visits and contacts are those that fell due, and of them those done in time.

    Numbers of children are null where they are small, or tell a small one, for who sees no rows of children.
    """

    field_class: ClassVar = FieldClass.AGGREGATE

    division: DivisionCode
    since: date = strawberry.field(name="from")
    until: date
    children_now: int | None
    left_behind_now: int | None
    in_difficulty_now: int | None
    files_opened: int | None
    files_filed_now: int | None
    visits_due: int | None
    visits_done: int | None
    visits_in_time: int | None
    contacts_due: int | None
    contacts_done: int | None
    screenings_due: int | None
    screenings_done: int | None
    directors_now: int
    supervisors_now: int
    trained: int
    safety_activities: int
    care_activities: int
    hazard_checks: int
    hazards_open_now: int
    submissions_due: int
    submissions_done: int


async def progress_report_of(
    info: Info, division: DivisionCode, since: date | None, until: date | None
) -> ProgressReport | None:
    """Answer with the numbers of an area, from the first day of the year until today unless other days are named.

    None for whoever does not keep the calendar there. Raises `BadRead` when the days are the wrong way round, or are no
    whole months for who sees no rows of children: single days would tell single visits.
    """
    if not sees_sums(info.context, division):
        return None
    last = until or info.context.now.date()
    first = since or date(last.year, 1, 1)
    if last < first:
        raise BadRead("BAD_USER_INPUT", "截止日期早于起始日期", "until lies before from")
    sees_rows, today = sees_children(info.context), info.context.now.date()
    if not sees_rows and (first.day != 1 or last not in (today, next_month(last.replace(day=1)) - timedelta(days=1))):
        zh, en = "须为整月（可截至今天）", "from and until are whole months, or until today"
        raise BadRead("BAD_USER_INPUT", zh, en)
    counts = dict(_counts(division, first, last))
    found: dict[str, int | None] = {**await summed(info, {**counts, "least": LEAST})}
    least = found.pop("least") or 0
    told = found if sees_rows else {**found, **dict(_without_small(found, least))}
    return ProgressReport(division=division, since=first, until=last, **told)  # type: ignore[arg-type]


def _without_small(found: Mapping[str, int | None], least: int) -> Iterator[tuple[str, int | None]]:
    """Give the numbers of children without those that are small, or leave a small rest of what they are a part of."""
    for name, whole in _OF_CHILDREN.items():
        number, of = found[name] or 0, found[whole or name] or 0
        yield name, None if small(number, least) or small(of - number, least) else number


def _counts(area: int, first: date, last: date) -> Iterable[tuple[str, Select[Any]]]:
    here = within(child, area), child.c.file_status == FileStatus.OPEN
    yield "children_now", _count(child, *here)
    # A report goes up: who is in difficulty for restricted reasons alone is told nowhere above the county.
    for one in (ChildClass.LEFT_BEHIND, ChildClass.IN_DIFFICULTY):
        holds = standing.c["class"] == one, standing.c.state == StandingState.HELD, ~standing.c.restricted
        its = select(standing.c.child_id).where(standing.c.child_id == child.c.id, *holds).correlate(child).exists()
        yield f"{one.value.lower()}_now", _count(child, *here, its)
    yield "files_opened", _count(child, within(child, area), child.c.registered_on.between(first, last))
    yield "files_filed_now", _count(child, *here, child.c.filed_on.is_not(None))
    kinds = {"visits": DutyKind.HOUSEHOLD_VISIT, "contacts": DutyKind.CONTACT, "screenings": DutyKind.SCREENING}
    for name, kind in kinds.items():
        due = _due(area, first, last, duty.c.kind == kind)
        yield f"{name}_due", _count(duty, *due)
        yield f"{name}_done", _count(duty, *due, duty.c.done_at.is_not(None))
        if kind is DutyKind.HOUSEHOLD_VISIT:
            yield f"{name}_in_time", _count(duty, *due, duty.c.done_at <= duty.c.due_at)
    serving = within(trainee, area), trainee.c.on_duty
    yield "directors_now", _count(trainee, *serving, trainee.c.post == TraineePost.CHILD_DIRECTOR)
    yield "supervisors_now", _count(trainee, *serving, trainee.c.post == TraineePost.CHILD_SUPERVISOR)
    attended = training.c.trainee_id == trainee.c.id, training.c.held_on.between(first, last)
    went = select(training.c.id).where(*attended).correlate(trainee).exists()
    yield "trained", _count(trainee, *serving, trainee.c.post.in_([post.value for post in _POSTS]), went)
    held = within(activity, area), activity.c.held_on.between(first, last)
    safety = activity.c.kind.in_([kind.value for kind in _SAFETY])
    yield "safety_activities", _count(activity, *held, safety)
    yield "care_activities", _count(activity, *held, ~safety)
    checked = hazard_check.c.checked_on.between(first, last)
    yield "hazard_checks", _count(hazard_check, within(hazard_check, area), checked)
    wanting = func.cardinality(hazard_check.c.wanting) + func.cardinality(hazard_check.c.water_wanting) > 0
    still = wanting & hazard_check.c.mended_on.is_(None)
    yield "hazards_open_now", _count(hazard_check, within(hazard_check, area), still)
    owed = _due(area, first, last, duty.c.calendar.is_not(None))
    yield "submissions_due", _count(duty, *owed)
    yield "submissions_done", _count(duty, *owed, duty.c.done_at.is_not(None))


def _due(area: int, first: date, last: date, which: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return inside(duty.c.division, area), duty.c.due_on.between(first, last), duty.c.cancelled_at.is_(None), which


def _count(rows: FromClause, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(rows).where(*conditions)
