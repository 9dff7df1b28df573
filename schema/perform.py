"""How a mutation runs: the action and the reading of its payload in one transaction, refusals as userErrors."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, get_named_type

from care.actions.common.done import Done
from policies.caller import Caller
from policies.refusal import Refusal, Refused
from reads.errors import BadRead
from reads.selection import select_fields
from reads.sources import Row
from reads.statement import many, one
from schema.answer import decoded, run
from schema.context import Info, Request
from schema.payloads import user_error
from tenants.work import Work

Command = TypeVar("Command")
Action = Callable[[Work, Caller, Command], Awaitable[Done]]


async def perform(info: Info, action: Action[Command], command: Command) -> Any:
    """Run an action for the caller and answer with its payload, all in one transaction.

    A refusal rolls everything back and leaves the payload's objects null, its lists empty.
    """
    request = info.context
    caller, tenant = request.caller, request.tenant
    if tenant is None:
        raise BadRead("FORBIDDEN", "平台运维不写入租户数据", "Operators of the platform write no tenant's data")
    try:
        async with request.house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            done = await action(work, caller, command)
            return await _payload(info, request.within(work), done, ())
    except Refused as refused:
        return await _payload(info, request, None, refused.refusals)


async def refuse(info: Info, *refusals: Refusal) -> Any:
    """Answer with a payload that was refused before an action could run."""
    return await _payload(info, info.context, None, refusals)


async def _payload(info: Info, request: Request, done: Done | None, refusals: tuple[Refusal, ...]) -> dict[str, Any]:
    raw = info._raw_info
    kind = get_named_type(raw.return_type)
    assert isinstance(kind, GraphQLObjectType)
    frame = request.frame(raw)
    language = request.caller.language
    payload: dict[str, Any] = {}
    for key, nodes in select_fields(frame, kind, raw.field_nodes).items():
        name = nodes[0].name.value
        made = request.registry.payloads[kind.name].get(name)
        if name == "userErrors":
            payload[key] = [user_error(refusal, language) for refusal in refusals]
        elif name == "warnings":
            payload[key] = [user_error(warning, language) for warning in done.warnings] if done else []
        elif made is not None:
            payload[key] = await _written(request, frame, kind, name, nodes, made.asked, done)
    return payload


async def _written(
    request: Request, frame: Any, kind: GraphQLObjectType, name: str, nodes: Any, asked: Any, done: Done | None
) -> Any:
    field = kind.fields[name].type
    listed = isinstance(field, GraphQLNonNull) and isinstance(field.of_type, GraphQLList)
    if done is None:
        return [] if listed else None
    of = get_named_type(field)
    assert isinstance(of, GraphQLObjectType)

    def these(row: Row) -> Any:
        return asked(row, done.ids)

    answer = many(frame, of, nodes, these, lambda row: (row.c.id,)) if listed else one(frame, of, nodes, these)
    _, text = await run(request, frame, answer)
    return decoded(text)
