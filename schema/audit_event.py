"""The trail as those who oversee read it: who did and who read what, where, under which policy."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    func,
)

from policies.classes import FieldClass
from reads import json
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Paged, Row, Rows, column, filters, readable
from records.codes import Purpose, Role
from records.journal import audit_event, audit_seal
from schema.ids import split_id
from schema.node import Node, identifier
from schema.scalars import DivisionCode


def _object(row: Row, _frame: Frame) -> ColumnElement[str]:
    told = cast(func.to_json(func.concat(row.c.kind, "_", cast(row.c.object, Text))), Text)
    return case((row.c.object.is_(None), json.NULL), else_=told)


def _sealed(row: Row, _frame: Frame) -> ColumnElement[str]:
    return cast(exists().where(audit_seal.c.event == row.c.id), Text)


def _of_no_report(row: Row, _frame: Frame) -> ColumnElement[bool]:
    """Leave out what was done with reports, as row-level security does: it would tell who reported."""
    return func.split_part(row.c.action, ":", 1) != "report"


@strawberry.type(
    description="What somebody did, or read of persons. `fields` are the names that were changed, or the field classes"
    " that were read; `count` is the number of rows where no single object is meant, and 0 for an object that was asked"
    " for and not in sight. `sealed`: it has its place in the chain that `tonghu audit verify` proves."
)
class AuditEvent(Node):
    """A row of the trail; those of a place are what was done there, and what was done by those who work there."""

    rows: ClassVar = Rows(audit_event, "auditEvent", only=_of_no_report)

    id: strawberry.ID = identifier("auditEvent")
    at: datetime = column("at", FieldClass.BASIC)
    subject: str = column("subject", FieldClass.STAFF)
    role: Role | None = column("role", FieldClass.STAFF)
    action: str = column("action", FieldClass.BASIC)
    object: strawberry.ID | None = readable(Computed(_object), FieldClass.BASIC)
    fields: list[str] = column("fields", FieldClass.BASIC)
    purpose: Purpose | None = column("purpose", FieldClass.BASIC)
    count: int | None = column("count", FieldClass.AGGREGATE)
    policy_version: str = column("policy_version", FieldClass.BASIC)
    rule_version: str | None = column("rule_version", FieldClass.BASIC)
    sealed: bool = readable(Computed(_sealed), FieldClass.BASIC)


def _of(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    return row.c.object == value.then(_key_of)


def _key_of(text: str) -> UUID | None:
    parts = split_id(text)
    return parts[1] if parts else None


def _from(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    return and_(row.c.at >= value, row.c.id >= _key(value, timedelta(days=-1)))


def _until(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    return and_(row.c.at < value, row.c.id < _key(value, timedelta(days=1)))


def _key(value: Value, off: timedelta) -> ColumnElement[UUID]:
    """Write the first key (UUIDv7) of a moment, a day off: by keys the months are found that hold the rows.

    A key is older than its row's time by the length of a transaction, and other than it by what clocks differ.
    """
    moment = cast(bindparam(None, value, DateTime(timezone=True), unique=True), DateTime(timezone=True)) + off
    # The driver takes the first and the last moments there are for infinite ones.
    since = func.least(func.greatest(extract("epoch", moment) * 1000, 0), 2**48 - 1)
    return cast(func.rpad(func.lpad(func.to_hex(cast(since, BigInteger)), 12, "0"), 32, "0"), Uuid)


@strawberry.input(description="Which rows of the trail; `object` answers who has read or changed it.")
class AuditWhere:
    """Which rows of the trail; `from` counts, `until` does not."""

    subject: str | None = filters(lambda row, value, _: row.c.subject == value, FieldClass.STAFF, late=True)
    object: strawberry.ID | None = filters(_of, FieldClass.BASIC, late=True)
    action: str | None = filters(lambda row, value, _: row.c.action == value, FieldClass.BASIC, late=True)
    from_: datetime | None = filters(_from, FieldClass.BASIC, name="from", late=True)
    until: datetime | None = filters(_until, FieldClass.BASIC, late=True)
    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)


# Keys are made in the order of time.
EVENTS = Paged(None, {None: (Key("id", descending=True),)})
