"""The work log of a place: composed from what is on record, visit by visit and patrol by patrol, plus free lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, parse
from sqlalchemy import ColumnElement, and_, false, or_, select

from policies.classes import FieldClass
from reads.errors import BadRead
from reads.rows import inside, within
from reads.sources import Row, plain
from reads.statement import many
from records.codes import WorkLogKind
from records.trainee import trainee
from schema.answer import decoded, run
from schema.context import Info
from schema.ids import parse_id
from schema.law import book_at
from schema.scalars import DivisionCode
from schema.work_log_sources import SOURCES, Source

MOST_DAYS = 93  # a quarter; a longer log is asked for in parts


@strawberry.type(description="An entry of the work log: what was done, for whom, by whom; `object` names the record.")
class WorkLogEntry:
    """An entry of the work log, as its own record shows to the caller."""

    kind: WorkLogKind = plain()
    object: strawberry.ID = plain()
    text: str = plain(FieldClass.BASIC, description="What was done, in words.")
    note: str | None = plain(FieldClass.NARRATIVE)
    child: strawberry.ID | None = plain()
    child_name: str | None = plain()
    by: str | None = plain(FieldClass.STAFF)


@strawberry.type(description="A day of the work log.")
class WorkLogDay:
    """A day of the work log with its entries, in the order of their kinds."""

    field_class: ClassVar = FieldClass.BASIC

    day: date
    entries: list[WorkLogEntry]


@strawberry.type(description="The work log of a place or of one trainee; only days on which something was done.")
class WorkLog:
    """The work log from a day to a day, both included; `citation` is the rule that asks for one, null for none."""

    field_class: ClassVar = FieldClass.BASIC

    division: DivisionCode
    days: list[WorkLogDay]
    citation: str | None


@dataclass(frozen=True)
class _Asked:
    """Which entries: place, first and last day, and the trainee whose alone they are to be."""

    division: int
    first: date
    last: date
    trainee: UUID | None
    zone: Any

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Give the first moment, and the first afterwards."""
        return self._start(self.first), self._start(self.last + timedelta(days=1))

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


async def work_log_of(
    info: Info, division: DivisionCode, first: date, last: date, only: strawberry.ID | None
) -> WorkLog:
    """Answer with the log of a place; a trainee out of sight has no entries. Raises BadRead for days out of order."""
    if not first <= last or (last - first).days >= MOST_DAYS:
        zh, en = f"起止日期应在{MOST_DAYS}天以内", f"Ask for 1 to {MOST_DAYS} days"
        raise BadRead("BAD_USER_INPUT", zh, en)
    key = None if only is None else parse_id(only, "trainee") or UUID(int=0)
    asked = _Asked(division, first, last, key, info.context.now.tzinfo)
    in_chinese = info.context.caller.language == "zh"
    days: dict[date, list[WorkLogEntry]] = {}
    for source in SOURCES:
        if key is None or source.whose is not None:
            for day, entry in _entries(source, await _rows(info, source, asked), asked, zh=in_chinese):
                days.setdefault(day, []).append(entry)
    rule = (await book_at(info, division, last)).flag("workLog")
    return WorkLog(
        division=division,
        days=[WorkLogDay(day=day, entries=entries) for day, entries in sorted(days.items())],
        citation=None if rule is None else rule.citation,
    )


async def _rows(info: Info, source: Source, asked: _Asked) -> list[dict[str, Any]]:
    """Read what a source holds, under the caller's own permit: what is hidden from them is in no log."""
    request = info.context
    frame = request.frame(info._raw_info)
    kind = frame.schema.type_map[source.type_name]
    assert isinstance(kind, GraphQLObjectType)

    def these(row: Row) -> ColumnElement[bool]:
        return and_(*_conditions(source, asked, row))

    answer = many(frame, kind, _nodes(source), these, lambda row: (row.c[source.day], row.c.id))
    told, text = await run(request, frame, answer)
    frame.reading.rows(int(told))
    found: list[dict[str, Any]] = decoded(text)
    return found


def _conditions(source: Source, asked: _Asked, row: Row) -> Iterator[ColumnElement[bool]]:
    yield within(row, asked.division) if "county" in row.c else inside(row.c.division, asked.division)
    since, until = asked.moments
    yield row.c[source.day] >= (since if source.moment else asked.first)
    yield row.c[source.day] < (until if source.moment else asked.last + timedelta(days=1))
    if "corrected_by" in row.c:
        yield row.c.corrected_by.is_(None)
    if asked.trainee is not None:
        yield _theirs(source, asked.trainee, row)


def _theirs(source: Source, key: UUID, row: Row) -> ColumnElement[bool]:
    """Ask that a trainee did it: by name where the record names one, else by the account that recorded it."""
    subject = select(trainee.c.subject).where(trainee.c.id == key).scalar_subquery()
    if source.whose is None:
        return false()
    if source.whose == "recorded_by":
        return row.c.recorded_by == subject
    unnamed = row.c[source.whose].is_(None) & (row.c.recorded_by == subject)
    return or_(row.c[source.whose] == key, unnamed)


def _nodes(source: Source) -> list[FieldNode]:
    """Write the fields of a source as a client would ask for them."""
    (operation,) = parse(f"{{ row {{ {source.fields} }} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    return [node for node in operation.selection_set.selections if isinstance(node, FieldNode)]


def _entries(
    source: Source, rows: Sequence[Mapping[str, Any]], asked: _Asked, *, zh: bool
) -> Iterator[tuple[date, WorkLogEntry]]:
    for row in rows:
        head, *tail = source.day.split("_")
        told = row[head + "".join(word.capitalize() for word in tail)]
        day = datetime.fromisoformat(told).astimezone(asked.zone).date() if source.moment else date.fromisoformat(told)
        whom, who = row.get("child"), row.get("visitor") or row.get("trainee")
        yield (
            day,
            WorkLogEntry(
                kind=source.kind,
                object=strawberry.ID(row["id"]),
                text=source.text(row, zh),
                note=row[source.note] if source.note else None,
                child=strawberry.ID(whom["id"]) if whom else None,
                child_name=whom["name"] if whom else None,
                by=who["name"] if who else None,
            ),
        )
