"""The day of whoever asks, in one answer that is small enough for a phone on a bad network."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import ClassVar

import strawberry
from graphql import FieldNode, GraphQLField
from sqlalchemy import ColumnElement, Date, DateTime, and_, bindparam, false, func, or_, select

from policies.classes import FieldClass
from reads.arguments import arguments
from reads.frame import Frame
from reads.given import Late
from reads.rows import gathered, withheld
from reads.selection import select_fields
from reads.sources import Paged, Row
from reads.statement import connection
from records.codes import DutyStatus, Role, TraineePost
from records.trainee import trainee
from schema.alert import ALERTS, Alert
from schema.duty import BY_DAY, BY_RISK, Duty
from schema.duty_status import owed, with_status
from schema.paging import Connection, list_of_its_own
from schema.roots import ROOT, Root, Told, object_of
from schema.visit import LATEST_FIRST, Visit, standing

_WEEK = timedelta(days=7)
_BACK = timedelta(days=90)
_POSTS: Mapping[Role, TraineePost] = {
    Role.CHILD_DIRECTOR: TraineePost.CHILD_DIRECTOR,
    Role.CHILD_SUPERVISOR: TraineePost.CHILD_SUPERVISOR,
}
_STANDING = [DutyStatus.OPEN, DutyStatus.DUE_TODAY]

_Which = Callable[[Row, Late, Frame], ColumnElement[bool]]


@strawberry.type(
    description="The viewer's day. Duties are those of the viewer's own post or office, not all that are in sight: a"
    " supervisor's day does not hold the visits of the directors."
)
class MyDay:
    """What one person has to do on a day; lists are in the order of risk where the viewer may read of it."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    on: date
    due: Connection[Duty] = list_of_its_own("Due on the day, and not overdue yet.")
    overdue: Connection[Duty] = list_of_its_own("Overdue now, whatever day is asked for.")
    upcoming: Connection[Duty] = list_of_its_own("Due in the seven days after it.")
    drafts: Connection[Visit] = list_of_its_own(
        "Visits of the last 90 days that the viewer recorded and that lack what the law asks of them."
    )
    messages: Connection[Alert] = list_of_its_own("Alerts of the last seven days, the latest first.")


def day() -> dict[str, Root]:
    """Declare the day of the viewer, today (Asia/Shanghai) unless another is named."""
    return {ROOT: _told}


def _told(frame: Frame, definition: GraphQLField, nodes: list[FieldNode]) -> Told:
    asked, kind = arguments(frame.inquiry, definition, nodes[0]).get("on"), object_of(definition)
    day = Late(lambda given: (None if asked is None else asked.of(given)) or given.now.date())
    selection = select_fields(frame, kind, nodes)
    lists = _lists(frame, day, {selected[0].name.value for selected in selection.values()})
    members = list[tuple[str, ColumnElement[str] | Late]]()
    for key, selected in selection.items():
        name = selected[0].name.value
        if name in lists:
            field = kind.fields[name]
            given = arguments(frame.inquiry, field, selected[0])
            members.append((key, connection(frame, field, lists[name], selected, given)))
        else:
            members.append((key, day.then(date.isoformat) if name == "on" else Late(lambda _given: kind.name)))
    return Told(None, members=members)


def _lists(frame: Frame, day: Late, asked: set[str]) -> dict[str, Paged]:
    lists = {
        "messages": Paged(lambda _, row: row.c.logged_at >= _start(day, _WEEK), ALERTS.orders),
        "drafts": Paged(lambda _, row: _draft(row, _start(day, _BACK), frame), {None: LATEST_FIRST}),
    }
    return lists | _duties(frame, day, [name for name in _DUTIES if name in asked])


def _duties(frame: Frame, day: Late, names: list[str]) -> dict[str, Paged]:
    """Make the lists of duties, each cut out of those that belong to any of them."""

    def mine(row: Row) -> ColumnElement[bool]:
        return and_(owed(row), _mine(row, frame), or_(false(), *(_DUTIES[name](row, day, frame) for name in names)))

    def listed(which: _Which) -> Paged:
        return Paged(lambda _, row: which(row, day, frame), {None: keys}, among=among)

    keys = BY_DAY if withheld(frame, Duty.rows, FieldClass.FAMILY) else BY_RISK
    among = gathered(frame, Duty.rows, mine)
    return {name: listed(_DUTIES[name]) for name in names}


def _due(row: Row, day: Late, frame: Frame) -> ColumnElement[bool]:
    return and_(row.c.due_on == _day(day), with_status(row, _STANDING, frame))


def _upcoming(row: Row, day: Late, frame: Frame) -> ColumnElement[bool]:
    soon = and_(row.c.due_on > _day(day), row.c.due_on <= _day(day.then(lambda first: first + _WEEK)))
    return and_(soon, with_status(row, _STANDING, frame))


_DUTIES: Mapping[str, _Which] = {
    "due": _due,
    "overdue": lambda row, _, frame: with_status(row, [DutyStatus.OVERDUE], frame),
    "upcoming": _upcoming,
}


def _mine(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that a duty is owed by the viewer: by name, by the post of the role, or by the viewer's place or office."""
    who = frame.caller
    me = select(trainee.c.id).where(trainee.c.id == row.c.responsible_id, trainee.c.subject == who.subject)
    ways = [
        me.correlate(row).exists(),
        and_(
            row.c.post.is_(None), row.c.organisation_id.is_(None), row.c.division.in_([one.code for one in who.areas])
        ),
        row.c.organisation_id.in_(who.organisations),
    ]
    if post := _POSTS.get(who.permit.role):
        ways.append(and_(row.c.post == post.value, row.c.responsible_id.is_(None)))
    return or_(false(), *ways)


def _draft(row: Row, since: ColumnElement[datetime], frame: Frame) -> ColumnElement[bool]:
    """Ask for an unfinished visit of the viewer's; none for whom what is missing would tell too much."""
    if "visit:record" not in frame.caller.permit.actions or withheld(frame, Visit.rows, FieldClass.FAMILY):
        return false()
    recent = row.c.occurred_at >= since
    lacking = func.cardinality(row.c.missing_findings) > 0
    return and_(row.c.recorded_by == frame.caller.subject, standing(row), recent, lacking)


def _start(day: Late, back: timedelta) -> ColumnElement[datetime]:
    """Give the moment in which the day so long before begins."""
    of = Late(lambda given: datetime.combine(day.of(given) - back, time(), given.now.tzinfo))
    return bindparam(None, of, DateTime(timezone=True), unique=True)


def _day(day: Late) -> ColumnElement[date]:
    return bindparam(None, day, Date, unique=True)
