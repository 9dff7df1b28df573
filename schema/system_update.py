"""Updates of the system of record: the receipts, and what has changed since the last one."""

from datetime import date, datetime
from typing import ClassVar

import orjson
import strawberry
from sqlalchemy import ColumnElement, DateTime, Text, cast, func, literal, select

from care.actions.common.changed import changed_at
from care.actions.record_system_update import SYSTEM
from care.rulebooks.values import said, spelled
from policies.classes import FieldClass, RowKind
from reads import json
from reads.rows import here, visible, within
from reads.sources import Key, Paged, Rows, column, filters, readable
from reads.statement import scoped
from records.child import child
from records.codes import ExternalSystem, FileStatus, ReportUrgency
from records.system_update import system_update
from schema.context import Info
from schema.division import HERE, place
from schema.law import book_at
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode

LONGEST, URGENCY = "system.update.maxInterval", "system.update.urgency"


@strawberry.type(description="An update of the system of record, with the receipt for it.")
class SystemUpdate(Node):
    """An update of the system of record; `takenAt` is the moment of the workbook that was entered."""

    rows: ClassVar = Rows(system_update, "systemUpdate")

    id: strawberry.ID = identifier("systemUpdate")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    system: ExternalSystem = column("system", FieldClass.BASIC)
    updated_on: date = column("updated_on", FieldClass.BASIC)
    taken_at: datetime = column("taken_at", FieldClass.BASIC)
    receipt: str | None = column("receipt", FieldClass.STAFF)
    children: int | None = column("children", FieldClass.AGGREGATE)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("systemUpdate", "record", "export")
    masked: list[str] = masked()


@strawberry.input(description="Which updates of systems of record.")
class SystemUpdateWhere:
    """Which updates of systems of record."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    systems: list[ExternalSystem] | None = filters(lambda row, value, _: row.c.system.in_(value), FieldClass.BASIC)


UPDATES = Paged(None, {None: (Key("taken_at", descending=True), Key("id", descending=True))})


@strawberry.type(
    description="What a system of record has still to be told of a county: `changed` files since the last receipt, and"
    " what the rules say of when. A rule that says 'promptly' gives no day, so it makes no duty and is shown here."
)
class PendingUpdate:
    """What a system of record has still to be told; `since` is null before the first receipt."""

    field_class: ClassVar = FieldClass.AGGREGATE

    system: ExternalSystem
    changed: int
    since: datetime | None
    urgency: ReportUrgency | None
    longest_interval: str | None
    citation: str


async def pending_updates(info: Info, division: int) -> list[PendingUpdate]:
    """Answer for each system that the rules name in a place, for whoever sees its children and its receipts."""
    permit = info.context.caller.permit
    if any(permit.row(kind) is not RowKind.AREA for kind in ("systemUpdate", "child")):
        return []
    book = await book_at(info, division, None)
    rules = [rule for rule in map(book.rule, (SYSTEM, LONGEST, URGENCY)) if rule is not None]
    urgency, longest = book.value(URGENCY), book.value(LONGEST)
    in_chinese = info.context.caller.language == "zh"
    return [
        PendingUpdate(
            system=system,
            changed=changed,
            since=since,
            urgency=ReportUrgency[str(urgency)] if urgency is not None else None,
            longest_interval=None if longest is None else said(longest) if in_chinese else spelled(longest),
            citation="；".join(dict.fromkeys(rule.citation for rule in rules)),
        )
        for system in ExternalSystem
        if system.value in book.codes(SYSTEM)
        for changed, since in [await _pending(info, division, system)]
    ]


async def _pending(info: Info, division: int, system: ExternalSystem) -> tuple[int, datetime | None]:
    """Count what has changed among the children in sight since the latest receipt in sight."""
    request = info.context
    frame = request.frame(info._raw_info)
    receipts, row = system_update.alias(), child.alias()
    theirs = visible(frame, Rows(system_update, "systemUpdate"), receipts) & within(receipts, division)
    latest = select(func.max(receipts.c.taken_at)).where(theirs, receipts.c.system == system.value).scalar_subquery()
    since = func.coalesce(latest, cast(literal("-infinity", Text), DateTime(timezone=True)))
    counted = select(func.count()).select_from(row)
    here = visible(frame, Rows(child, "child"), row), row.c.file_status != FileStatus.ARCHIVED, within(row, division)
    counted = counted.where(*here, changed_at(row) > since)
    told = func.coalesce(cast(func.to_json(latest), Text), json.NULL)
    answer: ColumnElement[str] = json.joined(["[", cast(counted.scalar_subquery(), Text), ",", told, "]"])
    changed, moment = orjson.loads(await request.fetch(scoped(frame, answer), frame) or "[0,null]")
    return changed, None if moment is None else datetime.fromisoformat(moment).astimezone(request.now.tzinfo)
