"""What changed within a walk's window, for one caller: one statement over the rows that triggers have noted.

A change is in the window when its transaction is: committed for the later snapshot and not for the earlier. That is the
order of commits, so what a slow transaction wrote long ago is not missed, and what is in one window is in no other.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import UserDefinedType

from policies.broken_glass import ordinary
from policies.classes import RowKind
from reads.change_cursor import Window, oldest
from reads.frame import Frame
from reads.rows import inside
from reads.sources import Row
from records.access import access_link
from records.change import row_change, row_change_state

KINDS: Final = ("child", "guardian", "visit", "duty", "need", "agreement", "assessment", "report")


class _Xid(UserDefinedType[int]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class _Snapshot(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "pg_snapshot"


def horizon() -> ColumnElement[str]:
    """Answer with what a cursor is judged by: the snapshot of now, and the last transaction that is not kept."""
    dropped = select(row_change_state.c.dropped).scalar_subquery()
    return cast(func.json_build_array(cast(func.pg_current_snapshot(), Text), dropped), Text)


def changed(frame: Frame, window: Window, size: int) -> ColumnElement[str]:
    """Answer with up to `size` + 1 changed objects `[transaction, kind, key, gone, owner]` in order, each once.

    `gone` says why it is not in the caller's sight any more, where that is known; null for what is still there.
    """
    noted, ended = row_change.alias(), access_link.alias()
    parts = [part for part in (_in_places(frame, noted), _by_name(frame, noted)) if part is not None]
    rows = select(noted.c.xact, noted.c.kind, noted.c.object, noted.c.gone, noted.c.owner).where(
        _within(noted, window), noted.c.kind.in_(_kinds(frame)), or_(literal_column("false"), *parts)
    )
    both = union_all(rows, _ended(frame, ended, window)).subquery()
    last, gone = func.max(both.c.xact), func.array_agg(aggregate_order_by(both.c.gone, both.c.xact.desc()))
    whole = select(
        last.label("xact"),
        both.c.kind,
        both.c.object,
        gone.filter(both.c.gone.is_not(None))[1].label("gone"),
        func.min(cast(both.c.owner, Text)).label("owner"),
    ).group_by(both.c.kind, both.c.object)
    if window.place is not None:
        xact, kind, key = window.place
        place = tuple_(_number(xact), bindparam(None, kind, Text, unique=True), bindparam(None, key, Uuid, unique=True))
        whole = whole.having(tuple_(last, both.c.kind, both.c.object) > place)
    page = whole.order_by(last, both.c.kind, both.c.object).limit(_number(size + 1)).subquery()
    order = [page.c.xact, page.c.kind, page.c.object]
    row = func.json_build_array(page.c.xact, page.c.kind, page.c.object, page.c.gone, page.c.owner)
    listed = func.json_agg(aggregate_order_by(row, *order))
    return select(cast(func.coalesce(listed, literal_column("'[]'::json")), Text)).scalar_subquery()


def _kinds(frame: Frame) -> list[str]:
    return [kind for kind in KINDS if frame.caller.permit.row(kind) is not RowKind.NONE]


def _of(frame: Frame, row: Row, sight: RowKind) -> ColumnElement[bool]:
    return row.c.kind.in_([kind for kind in _kinds(frame) if frame.caller.permit.row(kind) is sight])


def _in_places(frame: Frame, row: Row) -> ColumnElement[bool] | None:
    places = [inside(row.c.division, area) for area in frame.caller.areas]
    return and_(row.c.subject == "", _of(frame, row, RowKind.AREA), or_(*places)) if places else None


def _by_name(frame: Frame, row: Row) -> ColumnElement[bool]:
    """Ask for what hangs on an object that is listed for the caller, and for what came to or left the list."""
    links = select(access_link.c.object).where(
        access_link.c.subject == frame.caller.subject, access_link.c.until > frame.now, ordinary(access_link.c.ground)
    )
    listed = and_(row.c.subject == "", row.c.owner == any_(func.array(links.scalar_subquery())))
    return and_(_of(frame, row, RowKind.LISTED), or_(row.c.subject == frame.caller.subject, listed))


def _within(row: Row, window: Window) -> ColumnElement[bool]:
    xact = cast(cast(row.c.xact, Text), _Xid())
    return and_(
        row.c.xact >= _number(oldest(window.since)),
        func.pg_visible_in_snapshot(xact, _snapshot(window.since)).is_(False),
        func.pg_visible_in_snapshot(xact, _snapshot(window.upto)),
    )


def _ended(frame: Frame, link: Row, window: Window) -> Select[Any]:
    """Ask for what was listed until a moment of the walk, and is not any more."""
    other = access_link.alias()
    still = exists().where(
        other.c.subject == link.c.subject,
        other.c.kind == link.c.kind,
        other.c.object == link.c.object,
        other.c.until > _moment(window.ended),
        ordinary(other.c.ground),
    )
    return select(
        literal(0, BigInteger), link.c.kind, link.c.object, literal("NOT_MINE", Text), cast(null(), Uuid)
    ).where(
        link.c.subject == frame.caller.subject,
        _of(frame, link, RowKind.LISTED),
        link.c.until > _moment(window.began),
        link.c.until <= _moment(window.ended),
        ~still,
    )


def _number(value: int) -> ColumnElement[int]:
    return bindparam(None, value, BigInteger, unique=True)


def _moment(value: datetime) -> ColumnElement[datetime]:
    return bindparam(None, value, DateTime(timezone=True), unique=True)


def _snapshot(value: str) -> ColumnElement[Any]:
    return cast(bindparam(None, value, Text, unique=True), _Snapshot())
