"""The ledgers that the rules want kept in a place: a file per child and household, a list per township and county.

Each is the platform's own lists seen at its level (XG-I4: to village, household and person): what is told here is what
it holds, line by line; the rows themselves are `children`, `households` and `trainees` of the line's division.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Final

import strawberry
from sqlalchemy import ColumnElement, Text, cast, func, select

from care.divisions.digits import around
from care.rulebooks.rulebook import Effective, Rulebook
from policies.classes import FieldClass, RowKind, Sight
from reads import json
from reads.frame import Frame
from reads.rows import inside, visible, within
from reads.sources import Rows
from records.child import child
from records.codes import AdminLevel, FileStatus, LedgerLevel, RiskLevel, TraineePost
from records.division import division as places
from records.trainee import trainee
from schema.answer import fetch_rows
from schema.context import Info
from schema.law import book_at
from schema.scalars import DivisionCode

_VILLAGE, _TOWNSHIP, _COUNTY = AdminLevel.VILLAGE, AdminLevel.TOWNSHIP, AdminLevel.COUNTY
_LINES: Final = {
    LedgerLevel.CHILD_FILE: _VILLAGE,
    LedgerLevel.HOUSEHOLD_FILE: _VILLAGE,
    LedgerLevel.TOWNSHIP_LEDGER: _TOWNSHIP,
    LedgerLevel.CITY_LIBRARY: _COUNTY,
    LedgerLevel.RISK_LEDGER: _COUNTY,
    LedgerLevel.DIRECTOR_LEDGER: _TOWNSHIP,
    LedgerLevel.SUPERVISOR_LEDGER: _TOWNSHIP,
    LedgerLevel.CIVIL_AFFAIRS_LEDGER: _COUNTY,
}
_UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)


@strawberry.type(description="How many files under care have a level of risk.")
class RiskCount:
    """How many files under care have a level of risk."""

    field_class: ClassVar = FieldClass.AGGREGATE

    level: RiskLevel
    children: int


@strawberry.type(description="A line of a ledger: one place, and what is on file there under care.")
class LedgerLine:
    """A line of a ledger; `risk` is empty outside the ledger of risk and for who may not read levels of risk."""

    field_class: ClassVar = FieldClass.AGGREGATE

    division: DivisionCode
    name: str | None
    households: int
    children: int
    directors: int
    risk: list[RiskCount]


@strawberry.type(description="A ledger that the rules want kept, as the caller's places fill it.")
class Ledger:
    """A ledger that the rules want kept, with the rule that says so."""

    field_class: ClassVar = FieldClass.AGGREGATE

    level: LedgerLevel
    lines: list[LedgerLine]
    citation: str


@strawberry.type(description="A full survey of a place: how many of its villages have a child on file.")
class Survey:
    """A full survey: villages on the list of divisions, those with a child on file, and the rule that asks for it."""

    field_class: ClassVar = FieldClass.AGGREGATE

    villages: int
    villages_with_files: int
    citation: str


@strawberry.type(description="The ledgers of a place by the rules of a day, filled with what is on file now.")
class Ledgers:
    """The ledgers of a place; `survey` is null where no rule asks for one."""

    field_class: ClassVar = FieldClass.AGGREGATE

    division: DivisionCode
    on: date
    ledgers: list[Ledger]
    survey: Survey | None


@dataclass
class _Held:
    """What a place holds, added up from its villages."""

    households: int = 0
    children: int = 0
    directors: int = 0
    risk: dict[str, int] = field(default_factory=dict)


async def ledgers_of(info: Info, division: DivisionCode, on: date | None) -> Ledgers:
    """Answer with the ledgers of a place; who sees no rows of children there gets none."""
    book = await book_at(info, division, on)
    found = Ledgers(division=division, on=book.on, ledgers=[], survey=None)
    permit = info.context.caller.permit
    if permit.row("child") is not RowKind.AREA:
        return found
    frame = info.context.frame(info._raw_info)
    files = await fetch_rows(info, frame, _files(frame, division))
    directors = await fetch_rows(info, frame, _directors(frame, division))
    names = dict(await fetch_rows(info, frame, _names(division, [row[0] for row in (*files, *directors)])))
    risky = permit.sight("child", FieldClass.FAMILY) is Sight.SHOW
    for level, rule in _wanted(book).items():
        held = _held(files, directors, _LINES[level])
        told = risky and level is LedgerLevel.RISK_LEDGER
        found.ledgers.append(
            Ledger(
                level=level,
                citation=rule.citation,
                lines=[_line(code, names, one, risk=told) for code, one in sorted(held.items())],
            )
        )
    asked = book.flag("survey.full")
    if asked is not None:
        (villages,) = await fetch_rows(info, frame, _villages(division))
        with_files = sum(1 for row in files if row[2])
        found.survey = Survey(villages=villages, villages_with_files=with_files, citation=asked.citation)
    return found


def _wanted(book: Rulebook) -> Mapping[LedgerLevel, Effective]:
    """Give the ledgers that the rules name; one file per child is one of them wherever that is ruled."""
    rule, single = book.rule("ledgers"), book.flag("file.perChild")
    named = book.codes("ledgers")
    wanted = {level: rule for level in LedgerLevel if rule is not None and level.value in named}
    if single is not None:
        wanted[LedgerLevel.CHILD_FILE] = single
    return {level: wanted[level] for level in LedgerLevel if level in wanted}


def _held(files: Sequence[Any], directors: Sequence[Any], level: AdminLevel) -> dict[int, _Held]:
    held: dict[int, _Held] = {}
    for code, households, children, risk in files:
        one = held.setdefault(around(code, level), _Held())
        one.households += households
        one.children += children
        for name, count in zip(RiskLevel, risk, strict=True):
            one.risk[name.value] = one.risk.get(name.value, 0) + count
    for code, count in directors:
        held.setdefault(around(code, level), _Held()).directors += count
    return held


def _line(code: int, names: Mapping[int, str], held: _Held, *, risk: bool) -> LedgerLine:
    counts = [RiskCount(level=RiskLevel[name], children=count) for name, count in held.risk.items() if count]
    return LedgerLine(
        division=DivisionCode(code),
        name=names.get(code),
        households=held.households,
        children=held.children,
        directors=held.directors,
        risk=counts if risk else [],
    )


def _files(frame: Frame, division: int) -> ColumnElement[str]:
    """Count the files under care of each village in sight: [village, households, children, [by level of risk]]."""
    row = child.alias()
    households = func.count(func.coalesce(row.c.household_id, row.c.id).distinct())
    counts = [func.count().filter(row.c.risk_level == level.value) for level in RiskLevel]
    risk: list[Any] = [part for count in counts for part in (",", cast(count, Text))][1:]
    parts = ["[", cast(row.c.division, Text), ",", cast(households, Text), ",", cast(func.count(), Text), ",[", *risk]
    asked = select(json.joined([*parts, "]]"])).where(
        visible(frame, Rows(child, "child"), row), within(row, division), row.c.file_status.in_(_UNDER_CARE)
    )
    return json.array(asked.group_by(row.c.division))


def _directors(frame: Frame, division: int) -> ColumnElement[str]:
    """Count the child directors on duty of each place in sight: [place, how many]."""
    row = trainee.alias()
    told = json.joined(["[", cast(row.c.division, Text), ",", cast(func.count(), Text), "]"])
    here = (visible(frame, Rows(trainee, "trainee"), row), inside(row.c.division, division))
    asked = select(told).where(*here, row.c.post == TraineePost.CHILD_DIRECTOR.value, row.c.on_duty)
    return json.array(asked.group_by(row.c.division))


def _names(division: int, villages: Sequence[int]) -> ColumnElement[str]:
    """Name the places of a ledger's lines: [code, name]."""
    codes = {around(code, level) for code in villages for level in (_VILLAGE, _TOWNSHIP, _COUNTY)}
    told = json.joined(["[", cast(places.c.code, Text), ",", cast(func.to_json(places.c.name), Text), "]"])
    return json.array(select(told).where(places.c.code.in_(sorted(codes | {division}))))


def _villages(division: int) -> ColumnElement[str]:
    """Count the villages of a place: [how many]."""
    here = (inside(places.c.code, division), places.c.level == _VILLAGE.value, places.c.valid_to.is_(None))
    return json.array(select(cast(func.count(), Text)).select_from(places).where(*here))
