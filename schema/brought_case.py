"""Cases that were brought before the prefecture or the province, and one of them as its officers open it."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, cast, true

from care.actions.open_brought_case import open_brought_case
from policies.classes import FieldClass
from reads import json
from reads.frame import Frame
from reads.sources import Computed, Key, One, Paged, Row, Rows, column, filters, readable
from records.brought_case import brought_case
from schema.answer import answer_one
from schema.case import Case
from schema.context import Info
from schema.division import HERE, place
from schema.ids import parse_id
from schema.node import Node, identifier, masked
from schema.visit import same


def _before_me(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that it was brought before the caller's own office, or that the caller is of those who bring."""
    if "case:bring" in frame.caller.permit.actions:
        return true()
    before: ColumnElement[bool] = row.c.to_division.in_([area.code for area in frame.caller.areas])
    return before


def _case_id(row: Row, _frame: Frame) -> ColumnElement[str]:
    return json.joined(['"case_', cast(row.c.case_id, Text), '"'])


@strawberry.type(description="That a case was brought before the prefecture or province: why, and until when.")
class BroughtCase(Node):
    """That a case was brought up; officers of the office before which it is open it by `caseBroughtUp(id: caseId)`."""

    rows: ClassVar = Rows(brought_case, "broughtCase", listed=("case", "case_id"), only=_before_me)

    id: strawberry.ID = identifier("broughtCase")
    case_id: strawberry.ID = readable(Computed(_case_id), FieldClass.BASIC)
    case: Case | None = readable(One(lambda row, other: row.c.case_id == other.c.id), FieldClass.BASIC)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    before: HERE | None = readable(place("to_division"), FieldClass.BASIC)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    brought_by: str = column("brought_by", FieldClass.STAFF)
    brought_at: datetime = column("brought_at", FieldClass.BASIC)
    until: datetime = column("until", FieldClass.BASIC)
    masked: list[str] = masked()


def _running(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    running: ColumnElement[bool] = row.c.until > frame.now if value else row.c.until <= frame.now
    return running


@strawberry.input(description="Which cases that were brought; `running` true for those whose time has not passed.")
class BroughtCaseWhere:
    """Which cases that were brought; `running` true for those whose time has not passed."""

    running: bool | None = filters(_running, FieldClass.BASIC)
    case: strawberry.ID | None = filters(same("case_id", "case"), FieldClass.BASIC, late=True)


BROUGHT = Paged(None, {None: (Key("id", descending=True),)})


async def answer_brought_up(info: Info, id: str) -> Any:
    """Answer with a case that was brought before the caller's office, or null; the trail has it before it is read."""
    request, key = info.context, parse_id(id, "case")
    if request.tenant is None or key is None:
        return None
    caller = request.caller
    async with request.house.work(request.tenant, scope=caller.scope, subject=caller.subject) as work:
        reading = await open_brought_case(work, caller, key)
    if reading is None:
        return None
    narrowed = replace(request, caller=reading, scope=reading.scope)
    return await answer_one(info, lambda row: row.c.id == key, key, narrowed)
