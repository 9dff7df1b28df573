"""How a mutation runs: the action and the reading of its payload in one transaction, refusals as userErrors."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

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
from reads.errors import BadRead
from reads.frame import Frame, frame_of
from reads.given import each
from reads.plan import Plan, PlannedField
from reads.selection import select_fields
from reads.sources import Made, Row
from reads.statement import NEXT_FIELD, many, one, scoped, together
from schema.answer import decoded
from schema.context import Info
from schema.payloads import user_error
from schema.roots import definition_of, object_of
from tenants.registry import Login
from tenants.statement import compile_once
from tenants.work import Work

Command = TypeVar("Command")
Action = Callable[[Work, Caller, Command], Awaitable[Done]]


async def perform(
    info: Info, action: Action[Command], command: Command, told: Mapping[str, Any] = MappingProxyType({})
) -> Any:
    """Run an action for the caller and answer with its payload, all in one transaction.

    `told` is what the payload says beside rows, by GraphQL names; the action may still fill it in.
    A refusal rolls everything back and leaves the payload's objects null, its lists empty.
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
    raw, language = info._raw_info, info.context.caller.language
    kind = object_of(definition_of(raw))
    payload: dict[str, Any] = {}
    for key, nodes in select_fields(info.context.frame(raw), kind, raw.field_nodes).items():
        match nodes[0].name.value:
            case "userErrors":
                payload[key] = [user_error(refusal, language) for refusal in refusals]
            case "warnings":
                payload[key] = [user_error(warning, language) for warning in warnings]
            case name if name in info.context.registry.payloads[kind.name]:
                payload[key] = written.get(key, [] if _is_list(kind, name) else None)
            case name:
                payload[key] = told.get(name)
    return payload


async def _written(info: Info, work: Work, done: Done) -> dict[str, Any]:
    """Read what was written, all of it by one statement, inside the transaction so that it sees what the work wrote.

    What the work writes into the trail covers it.
    """
    raw, request = info._raw_info, info.context
    given = replace(request.given(raw), scope=work.scope, keys=tuple(done.ids))
    frame, tables = frame_of(given, request.registry, raw.schema, raw.fragments), work.tenant.schema
    plan = request.plan(raw, frame, tables, lambda: _planned(frame, raw, tables))
    if plan is None:
        return {}
    text: str = await work.conclude(plan.sql, plan.bound(given))
    parts = [part.partition("\n")[2] for part in text.split(NEXT_FIELD)]
    return {one.key.decode(): decoded(part) for one, part in zip(plan.fields, parts, strict=True)}


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
    if not answers:
        return None
    sql, arguments = compile_once(scoped(frame, together(answers)), schema)
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
