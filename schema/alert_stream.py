"""A subscription to alerts, compiled: one statement for any part of the log, under the subscriber's own permit."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import Any, Final

import orjson
from graphql import DocumentNode, GraphQLObjectType, execute, get_named_type, print_ast
from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, cast, select, true

import schema.enums  # noqa: F401 - the codes must be enums before a type names them
from alerts.log import Event
from policies.audit import Read, audit_reads
from policies.caller import Caller
from policies.scope import within
from reads import json
from reads.arguments import arguments
from reads.compile import object_json
from reads.errors import BadRead
from reads.frame import Frame
from reads.given import Given, resolved
from reads.keyset import known
from reads.reading import Reading
from reads.rows import login_of, seen
from reads.statement import scoped
from reads.unnamed import unnamed
from reads.where import condition
from records.journal import event_log
from schema.alert import RULES, judged
from schema.answer import decoded
from schema.context import Info, Request, of_no_tenant
from schema.errors import presented
from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.statement import compile_statement

# Stand for the two ends of a part of the log until it is read: no number of an event is negative.
_AFTER: Final = -1
_UPTO: Final = -2
_LONGEST = 18  # digits of a number
_ANY: Final = datetime(2000, 1, 1, tzinfo=UTC)

Row = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True)
class AlertStream:
    """What a subscriber gets: `sql` with `args`, read anew each time as `given` says; `after` is where it begins.

    `name` is the key of the root field in the response, `form` tells what is selected, with the names that are given.
    """

    house: House = field(repr=False)
    tenant: Tenant
    caller: Caller
    name: str
    form: bytes
    after: int | None
    sql: str = field(repr=False)
    args: tuple[Any, ...] = field(repr=False)
    login: Login
    given: Given = field(repr=False)
    by_place: frozenset[str]
    by_subject: frozenset[str]
    reading: Reading
    request: Request = field(repr=False)
    document: DocumentNode = field(repr=False)
    schema: Any = field(repr=False)
    fingerprint: str = ""

    @cached_property
    def source(self) -> Hashable:
        """What two subscriptions have in common that read the same rows, whatever the moment."""
        same = resolved(self.args, replace(self.given, now=_ANY))
        who = (self.caller.subject, self.caller.role, self.caller.permit.version, self.caller.language)
        return self.tenant.schema, self.sql, repr(same), who

    @property
    def key(self) -> Hashable:
        """What two subscriptions have in common that get the same bytes, whatever the moment."""
        return self.source, self.name, self.form

    def concerns(self, event: Event) -> bool:
        """Tell whether an event may show: by its place where that decides, in doubt it may."""
        if event.subject_kind in self.by_place:
            return within(self.caller.scope, event.division)
        return event.subject_kind in self.by_subject or event.subject_kind == RULES

    async def read(self, after: int, upto: int) -> Sequence[Row]:
        """Give what shows of a part of the log: the number of each event, and its values."""
        part = {_AFTER: after, _UPTO: upto}
        args = [part.get(one, one) if isinstance(one, int) else one for one in self.args]
        args = resolved(args, replace(self.given, now=self.house.clock()))
        read = await self.house.read(self.tenant, self.login, self.sql, args, behind=True)
        rows: Sequence[Row] = decoded(read or "[]")
        return rows

    async def encode(self, rows: Sequence[Row]) -> list[tuple[int, bytes]]:
        """Give the responses for what was read; what they tell of persons is in the trail first."""
        if rows and self.reading.kinds:
            read = Read(next(iter(self.reading.kinds)), None, None, self.reading.fields(), len(rows))
            await audit_reads(self.house, self.tenant, self.caller, self.fingerprint, [read])
        return [(sequence, self._response(row)) for sequence, row in rows]

    def _response(self, row: Mapping[str, Any]) -> bytes:
        """Complete a decoded row as the executor completes a query's."""
        request = self.request
        result = execute(
            self.schema,
            self.document,
            root_value=row,
            context_value=request,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        assert not hasattr(result, "__await__")
        if not result.errors:
            return orjson.dumps({"data": result.data})
        errors = [presented(error, self.caller.language) for error in result.errors]
        return orjson.dumps({"errors": errors, "data": result.data})


async def stream_of(info: Info) -> AlertStream:
    """Compile a subscription; raises BadRead for a place to begin that is none, and for filters that tell too much."""
    raw, request = info._raw_info, info.context
    if request.tenant is None:
        raise of_no_tenant()
    frame = request.frame(raw)
    definition = raw.parent_type.fields[raw.field_name]
    said = arguments(frame.inquiry, definition, raw.field_nodes[0])
    kind = get_named_type(definition.type)
    assert isinstance(kind, GraphQLObjectType)
    row = event_log.alias()
    where, after, entity = said.get("where"), known(said, "after"), frame.registry.entities[kind.name]
    asked: ColumnElement[bool] = true()
    if where is not None and known(said, "where") is not None:
        asked = condition(frame, entity, definition.args["where"].type, row, where)
    nodes, fragments = unnamed(raw.field_nodes, frame.fragments)
    selected = object_json(replace(frame, fragments=fragments), kind, row, nodes)
    item = json.joined(["[", cast(row.c.sequence, Text), ",", selected, "]"])
    rows = select(item).where(row.c.sequence > _mark(_AFTER), row.c.sequence <= _mark(_UPTO), asked)
    listed = json.array(rows.where(seen(frame, kind, row)).order_by(row.c.sequence))
    sql, args = compile_statement(scoped(frame, listed), request.tenant.schema)
    by_place, by_subject = judged(frame)
    return AlertStream(
        house=request.house,
        tenant=request.tenant,
        caller=request.caller,
        name=str(raw.path.key),
        form=_form(frame, raw),
        after=None if after is None else number(after),
        sql=sql,
        args=tuple(args),
        login=login_of(frame),
        given=frame.inquiry.given,
        by_place=frozenset(by_place),
        by_subject=frozenset(by_subject),
        reading=frame.reading,
        request=request,
        document=_document(frame, raw),
        schema=raw.schema,
    )


def _document(frame: Frame, raw: Any) -> DocumentNode:
    return DocumentNode(definitions=(raw.operation, *frame.fragments.values()))


def _form(frame: Frame, raw: Any) -> bytes:
    parts = [one.selection_set for one in raw.field_nodes], frame.fragments.values()
    return hashlib.sha256("\n".join(map(print_ast, chain(*parts))).encode()).digest()


def _mark(value: int) -> Any:
    return bindparam(None, value, BigInteger, unique=True)


def number(after: str) -> int:
    """Read the number of an event as a client has it; raises BadRead for what is none."""
    if not (after.isascii() and after.isdecimal() and len(after) <= _LONGEST):
        raise gap()
    return int(after)


def gap() -> BadRead:
    """Say that a subscription cannot go on from where it wants to."""
    return BadRead(
        "BAD_USER_INPUT",
        "日志中没有 after 之后的全部事件（已超出保留期，或编号无效）：请重新读取现状，并不带 after 订阅",
        "The log does not hold everything after this number (too old, or not given yet): read anew, begin without it",
        ("after",),
    )
