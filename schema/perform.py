"""How a mutation runs: the action and the reading of its payload in one transaction, refusals as userErrors.

For Strawberry's executor the payload comes decoded; for a request that is direct (`schema.direct`), as it leaves.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

import orjson
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_nullable_type,
)
from sqlalchemy import ColumnElement

from care.actions.common.done import Done
from policies.caller import Caller
from policies.refusal import Refusal, Refused
from reads import json
from reads.errors import BadRead
from reads.frame import Frame, frame_of
from reads.given import each
from reads.plan import Plan, PlannedField
from reads.selection import select_fields
from reads.sources import Made, Row
from reads.statement import NEXT_FIELD, as_text, many, one
from schema.answer import decoded
from schema.context import Info
from schema.payloads import user_error
from schema.roots import definition_of, object_of
from tenants.registry import Login
from tenants.statement import compile_once
from tenants.work import Work

Command = TypeVar("Command")
Action = Callable[[Work, Caller, Command], Awaitable[Done]]
Resolver = TypeVar("Resolver", bound=Callable[..., Any])

TOLD: Final = ("userErrors", "warnings")  # what every payload says beside its rows
_APART: set[Callable[..., Any]] = set()


class Undone(Exception):
    """Nothing of a direct request was kept: it begins anew, by the executor and with roles that were read."""


def apart(resolver: Resolver) -> Resolver:
    """Leave a resolver to the executor, with roles that are read first: it does several things, or changes roles."""
    _APART.add(resolver)
    return resolver


def is_apart(resolver: Callable[..., Any]) -> bool:
    """Tell whether that was said of a resolver."""
    return resolver in _APART


async def perform(
    info: Info, action: Action[Command], command: Command, told: Mapping[str, Any] = MappingProxyType({})
) -> Any:
    """Run an action for the caller and answer with its payload, all in one transaction.

    `told` is what the payload says beside rows, by GraphQL names; the action may still fill it in.
    A refusal rolls everything back and leaves the payload's objects null, its lists empty. Raises `Undone` where a
    direct request has to begin anew: also for what was refused by roles that are only believed.
    """
    request = info.context
    caller, tenant = request.caller, request.tenant
    if tenant is None:
        raise BadRead("FORBIDDEN", "平台运维不写入租户数据", "Operators of the platform write no tenant's data")
    try:
        async with request.house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            done = await action(work, caller, command)
            return _payload(info, await _written(info, work, done), done.warnings, (), told)
    except Refused as refused:
        if caller.believed is not None:
            raise Undone from refused
        return _payload(info, {}, (), refused.refusals)


async def refuse(info: Info, *refusals: Refusal) -> Any:
    """Answer with a payload that was refused before an action could run."""
    return _payload(info, {}, (), refusals)


def _payload(
    info: Info,
    written: dict[str, Any],
    warnings: Iterable[Refusal],
    refusals: Iterable[Refusal],
    told: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    raw = info._raw_info
    kind = object_of(definition_of(raw))
    payload: dict[str, Any] = {}
    for key, nodes in select_fields(info.context.frame(raw), kind, raw.field_nodes).items():
        match nodes[0].name.value:
            case "userErrors":
                payload[key] = _said(info, refusals, kind.fields["userErrors"], nodes)
            case "warnings":
                payload[key] = _said(info, warnings, kind.fields["warnings"], nodes)
            case "__typename":
                payload[key] = kind.name
            case name if name in info.context.registry.payloads[kind.name]:
                payload[key] = written.get(key, [] if _is_list(kind, name) else None)
            case name:
                payload[key] = told.get(name)
    return payload


def _said(info: Info, refusals: Iterable[Refusal], definition: GraphQLField, nodes: list[FieldNode]) -> list[Any]:
    """Show refusals or warnings: whole for the executor, else what is asked of them."""
    request = info.context
    said = [user_error(refusal, request.caller.language) for refusal in refusals]
    if not said or not request.direct:
        return said
    kind = object_of(definition)
    asked = {key: of[0].name.value for key, of in select_fields(request.frame(info._raw_info), kind, nodes).items()}
    return [
        {key: kind.name if name == "__typename" else getattr(one, name) for key, name in asked.items()} for one in said
    ]


async def _written(info: Info, work: Work, done: Done) -> dict[str, Any]:
    """Read what was written, all of it by one statement, inside the transaction so that it sees what the work wrote.

    What the work writes into the trail covers it. Raises `Undone` where the roles that were believed do not stand, and
    for a direct request where a row has a null that the schema forbids.
    """
    raw, request = info._raw_info, info.context
    given = replace(request.given(raw), scope=work.scope, keys=tuple(done.ids))
    frame, tables = frame_of(given, request.registry, raw.schema, raw.fragments), work.tenant.schema
    plan = request.plan(raw, frame, tables, lambda: _planned(frame, raw, tables))
    if plan is None:
        return {}
    text: str | None = await work.conclude(plan.sql, plan.bound(given))
    if text is None or (request.direct and json.FORBIDDEN in text):
        raise Undone
    if not plan.fields:
        return {}
    parts = [part.partition("\n")[2] for part in text.split(NEXT_FIELD)]
    shown = _as_it_is if request.direct else decoded
    return {one.key.decode(): shown(part) for one, part in zip(plan.fields, parts, strict=True)}


def _as_it_is(text: str) -> orjson.Fragment:
    return orjson.Fragment(text)


def _planned(frame: Frame, raw: GraphQLResolveInfo[Any], schema: str) -> Plan | None:
    kind = object_of(definition_of(raw))
    keys = each(frame.inquiry, "keys", lambda given: given.keys)
    fields, answers = [], []
    for key, nodes in select_fields(frame, kind, raw.field_nodes).items():
        name = nodes[0].name.value
        made = frame.registry.payloads[kind.name].get(name)
        if made is not None:
            fields.append(PlannedField(key.encode()))
            answers.append(_answer(frame, kind.fields[name], nodes, made, keys, listed=_is_list(kind, name)))
    if not answers and not frame.believing:
        return None
    sql, arguments = compile_once(as_text(frame, answers or [json.constant("")], schema), schema)
    return Plan(sql, arguments, Login.WRITER, fields)


def _answer(
    frame: Frame, field: GraphQLField, nodes: list[FieldNode], made: Made, keys: Sequence[Any], *, listed: bool
) -> ColumnElement[str]:
    def these(row: Row) -> Any:
        return made.asked(row, keys)

    of = object_of(field)
    return many(frame, of, nodes, these, lambda row: (row.c.id,)) if listed else one(frame, of, nodes, these)


def _is_list(kind: GraphQLObjectType, name: str) -> bool:
    return isinstance(get_nullable_type(kind.fields[name].type), GraphQLList)
