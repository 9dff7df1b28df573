"""Whether everyone of a post was trained in a year: numbers for who keeps the calendar, names for who sees staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, cast, extract, func, select

from care.duties.calendar.obligations import COVERAGES
from care.rulebooks.rulebook import Effective, Rulebook
from policies.classes import FieldClass, RowKind
from reads import json
from reads.errors import BadRead
from reads.frame import Frame
from reads.rows import inside, visible
from reads.sources import Rows
from records.codes import AdminLevel, TraineePost
from records.trainee import trainee, training
from schema.answer import fetch_rows
from schema.context import Info
from schema.law import book_at
from schema.scalars import DivisionCode
from schema.sums import sees_sums


@strawberry.type(description="Somebody on duty who was not trained in a year.")
class UntrainedTrainee:
    """Somebody on duty who was not trained in a year."""

    field_class: ClassVar = FieldClass.STAFF

    id: strawberry.ID
    name: str


@strawberry.type(description="How far everyone of a post in a place was trained in a year.")
class TrainingCoverage:
    """How far everyone of a post was trained in a year; who sees no staff gets the numbers and no names.

    `required` is null where no rule asks that everyone be trained. `otherLevel` counts those trained by other levels
    alone than the rules name in principle; their training counts (YN-G2).
    """

    field_class: ClassVar = FieldClass.AGGREGATE

    division: DivisionCode
    year: int
    post: TraineePost
    required: int | None
    on_duty: int
    trained: int
    other_level: int
    missing: list[UntrainedTrainee]
    citation: str | None


@dataclass(frozen=True)
class _Counted:
    on_duty: int = 0
    trained: int = 0
    as_named: int = 0


async def training_coverage_of(info: Info, division: DivisionCode, year: int) -> list[TrainingCoverage]:
    """Answer with a line for each post, by the rules of the year's last day or, before it, of today.

    Raises BadRead for a year that no calendar has.
    """
    if not MINYEAR <= year <= MAXYEAR:
        raise BadRead("BAD_USER_INPUT", "年份无效", "No calendar has this year", ("year",))
    named = info.context.caller.permit.row("trainee") is RowKind.AREA
    if not named and not sees_sums(info.context, division):
        return []
    frame = info.context.frame(info._raw_info)
    day = min(date(year, 12, 31), info.context.now.date())
    book = await book_at(info, division, day)
    return [await _line(info, frame, book, post, division, year, named=named) for post in COVERAGES]


async def _line(
    info: Info, frame: Frame, book: Rulebook, post: TraineePost, division: DivisionCode, year: int, *, named: bool
) -> TrainingCoverage:
    rules = list(_rules(book, post))
    trainers = book.codes("training.trainer", post.value) or {level.value for level in AdminLevel}
    ((on_duty, trained, as_named),) = await fetch_rows(info, frame, _counts(post, division, year, sorted(trainers)))
    missing = await fetch_rows(info, frame, _missing(frame, post, division, year)) if named else []
    frame.reading.rows(len(missing))
    return TrainingCoverage(
        division=division,
        year=year,
        post=post,
        required=on_duty if rules else None,
        on_duty=on_duty,
        trained=trained,
        other_level=trained - as_named,
        missing=[UntrainedTrainee(id=strawberry.ID(f"trainee_{key}"), name=name) for key, name in missing],
        citation="；".join(dict.fromkeys(rule.citation for rule in rules)) or None,
    )


def _rules(book: Rulebook, post: TraineePost) -> Iterator[Effective]:
    for asked in COVERAGES[post]:
        rule = book.rule(asked.rule, asked.case)
        if rule is not None:
            yield rule


def _trained(row: Any, year: int, *levels: str) -> ColumnElement[bool]:
    asked = select(training.c.id).where(training.c.trainee_id == row.c.id, extract("year", training.c.held_on) == year)
    if levels:
        asked = asked.where(training.c.trainer_level.in_(levels))
    return asked.correlate(row).exists()


def _on_duty(row: Any, post: TraineePost, division: int) -> tuple[ColumnElement[bool], ...]:
    return (inside(row.c.division, division), row.c.post == post.value, row.c.on_duty)


def _counts(post: TraineePost, division: int, year: int, trainers: list[str]) -> ColumnElement[str]:
    """Count who is on duty, who of them was trained, and who by a level that the rules name; row security binds it."""
    row = trainee.alias()
    counts = [
        func.count(),
        func.count().filter(_trained(row, year)),
        func.count().filter(_trained(row, year, *trainers)),
    ]
    parts = [part for count in counts for part in (",", cast(count, Text))][1:]
    return json.array(select(json.joined(["[", *parts, "]"])).where(*_on_duty(row, post, division)))


def _missing(frame: Frame, post: TraineePost, division: int, year: int) -> ColumnElement[str]:
    row = trainee.alias()
    frame.note(Rows(trainee, "trainee"), FieldClass.STAFF)
    told = json.joined(['["', cast(row.c.id, Text), '",', cast(func.to_json(row.c.name), Text), "]"])
    sees = visible(frame, Rows(trainee, "trainee"), row)
    return json.array(
        select(told).where(sees, *_on_duty(row, post, division), ~_trained(row, year)).order_by(row.c.name, row.c.id)
    )
