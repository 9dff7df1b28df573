"""Where a place is short of child directors and supervisors, by the rules of a day: numbers alone, no names."""

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from care.divisions.digits import level_by_digits
from care.divisions.scope import covers
from care.duties.staffing import Staffed, gaps
from policies.classes import FieldClass, RowKind
from reads import json
from reads.errors import BadRead
from reads.rows import inside
from reads.sources import Row
from records.child import child
from records.codes import AdminLevel, AssessmentResult, ChildClass, FileStatus, StandingState, TraineePost
from records.division import division as places
from records.standing import standing
from records.trainee import trainee
from schema.answer import answer_many, fetch_rows
from schema.context import Info
from schema.division import HERE
from schema.law import book_at
from schema.sums import sees_children

_LEVELS = {
    TraineePost.CHILD_SUPERVISOR: (AdminLevel.TOWNSHIP, "township"),
    TraineePost.CHILD_DIRECTOR: (AdminLevel.VILLAGE, "division"),
}
_UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)
_CLASSES = (ChildClass.LEFT_BEHIND.value, ChildClass.IN_DIFFICULTY.value)
_WIDE = (AdminLevel.PROVINCE, AdminLevel.PREFECTURE)


@dataclass
class _Named:
    """The places of one answer, read once for each selection that asks for them."""

    codes: list[int]
    read: dict[int, "asyncio.Future[dict[int, Any]]"] = field(default_factory=dict)

    async def of(self, info: Info, code: int) -> Any:
        """Give a place as the selection of this field wants it."""
        asked = id(info._raw_info.field_nodes[0])
        if asked not in self.read:
            self.read[asked] = asyncio.ensure_future(self._all(info))
        return (await self.read[asked])[code]

    async def _all(self, info: Info) -> dict[int, Any]:
        found = await answer_many(info, lambda row: row.c.code.in_(self.codes), lambda row: (row.c.code,))
        return dict(zip(self.codes, found, strict=True))


@strawberry.type(
    description="A place that is short of people in a post: `present` of `required` serve there. With no one missing it"
    " is listed for a warning alone: so many children that directors should be added. Whoever must be assessed before"
    " duty and has not passed is not counted."
)
class StaffingGap:
    """A place that is short; `children` are those of both classes under care, each counted once;"
    " null for who sees no rows of children.
    """

    field_class: ClassVar = FieldClass.AGGREGATE

    code: strawberry.Private[int]
    named: strawberry.Private[_Named]
    post: TraineePost
    children: int | None
    required: int
    present: int
    warnings: list[str]
    citation: str

    @strawberry.field(description="The village or township.")
    async def division(self, info: Info) -> HERE:
        """Answer with the place."""
        place: HERE = await self.named.of(info, self.code)
        return place


async def staffing_of(info: Info, division: int, on: date | None) -> list[StaffingGap]:
    """Answer for each township and village of a county, a township or a village, supervisors first.

    Empty for whoever may count neither staff nor sums there. Raises `BadRead` for a place above the county.
    """
    caller = info.context.caller
    keeps = RowKind.AREA in (caller.permit.row("trainee"), caller.permit.row("submission"))
    if not keeps or not covers(caller.areas, division):
        return []
    if level_by_digits(division) in _WIDE:
        raise BadRead("BAD_USER_INPUT", "请按县（市、区）查询", "Ask for one county, township or village")
    book = await book_at(info, division, on)
    found = [one for post in _LEVELS for one in await _staffed(info, division, post)]
    short = list(gaps(book, found))
    named = _Named(sorted({one.division for one in short}))
    return [
        StaffingGap(
            code=one.division,
            named=named,
            post=one.post,
            children=one.children if sees_children(info.context) else None,
            required=one.required,
            present=one.present,
            warnings=[zh if caller.language == "zh" else en for zh, en in one.warnings],
            citation=one.citation,
        )
        for one in short
    ]


async def _staffed(info: Info, division: int, post: TraineePost) -> list[Staffed]:
    """Count children and staff of each place of a post's level, behind the wall of the caller's own places."""
    level, column = _LEVELS[post]
    row, person = places.alias(), trainee.alias()
    serving = (person.c.division == row.c.code, person.c.post == post.value, person.c.on_duty)
    staff = select(func.count()).select_from(person).where(*serving)
    passed = staff.where(person.c.assessment == AssessmentResult.PASSED.value)
    counts: list[Select[Any]] = [_children(row, column), staff, passed]
    parts: list[Any] = ["[", cast(row.c.code, Text)]
    for count in counts:
        parts += [",", cast(count.correlate(row).scalar_subquery(), Text)]
    asked = select(json.joined([*parts, "]"])).where(
        inside(row.c.code, division), row.c.level == level.value, row.c.valid_to.is_(None)
    )
    answer: ColumnElement[str] = json.array(asked.order_by(row.c.code))
    frame = info.context.frame(info._raw_info)
    found = await fetch_rows(info, frame, answer)
    return [Staffed(code, post, children, on_duty, ok) for code, children, on_duty, ok in sorted(found)]


def _children(row: Row, column: str) -> Select[Any]:
    held = select(standing.c.child_id).where(
        standing.c.child_id == child.c.id,
        standing.c["class"].in_(_CLASSES),
        standing.c.state == StandingState.HELD.value,
    )
    here = child.c[column] == row.c.code, child.c.file_status.in_(_UNDER_CARE)
    return select(func.count()).select_from(child).where(*here, held.correlate(child).exists())
