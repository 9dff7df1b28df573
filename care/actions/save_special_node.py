"""Save a special node: days between which the children of a place are visited more often."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import func, insert, select, update

from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_SPECIAL_NODE
from care.actions.common.places import check_place, places
from care.actions.common.reading import read_short_text
from care.actions.common.sight import expect_version, not_found
from care.actions.common.unset import spoken
from care.divisions.scope import ranges
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.child import child
from records.ids import uuid7
from records.special_node import special_node
from tenants.work import Work

NODES = "visit.specialNodes"


@dataclass(frozen=True)
class SaveSpecialNode:
    """A node's name, place and days; `id` and the `version` it was read at when it is on file."""

    division: int
    name: str
    first_on: date
    last_on: date
    id: UUID | None = None
    version: int | None = None
    idempotency_key: str | None = None


async def save_special_node(work: Work, caller: Caller, command: SaveSpecialNode) -> Done:
    """Write a node of a place in the caller's area; the worker raises its children's visits until it ends.

    Raises `Refused`: NOT_FOUND, OUT_OF_JURISDICTION, CONFLICT when the version moved on, RULE_VIOLATION where no rule
    raises visits at special nodes.
    """
    require(caller, "specialNode:save")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await _load(work, command)
    findings, day = Findings(OF_SPECIAL_NODE), today(work)
    known, province = await places(work, [command.division]), work.tenant.division
    check_place(findings, ("division",), command.division, known, province=province, scope=work.scope)
    name = read_short_text(findings, ("name",), command.name, day)
    if name is None and not findings.spoiled("name"):
        findings.require(("name",))
    if command.last_on < command.first_on:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("lastOn",), "早于首日", "lies before the first day")
    book = None if findings.spoiled("division") else (await law_of(work)).at(command.division, command.first_on)
    if book is not None and book.flag(NODES) is None:
        zh, en = "当地规定没有特殊节点增加走访的要求", "no rule there raises visits at special nodes"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("division",), zh, en)
    findings.settle()

    columns = {
        "division": command.division,
        "name": name,
        "first_on": command.first_on,
        "last_on": command.last_on,
        "saved_by": caller.subject,
        "updated_at": work.now,
    }
    key = uuid7() if row is None else row["id"]
    if row is None:
        await work.run(insert(special_node).values(id=key, created_at=work.now, **columns))
    else:
        same = update(special_node).where(special_node.c.id == key)
        await work.run(same.values(**columns, version=special_node.c.version + 1))
    for place in {command.division, *([row["division"]] if row else [])}:
        await _wake(work, place)
    fields = map(camel, spoken(command))
    version = book.version if book else None
    await audit(work, caller, "specialNode:save", object=key, kind="specialNode", fields=fields, rule_version=version)
    done = Done((key,))
    await remember(work, caller, command, done)
    return done


async def _load(work: Work, command: SaveSpecialNode) -> asyncpg.Record | None:
    if command.id is None:
        return None
    row = await work.one(select(special_node).where(special_node.c.id == command.id).with_for_update())
    if row is None or not within(work.scope, row["division"]):
        raise Refused(not_found(("id",)))
    if command.version is None:
        findings = Findings()
        findings.require(("version",))
        findings.settle()
    else:
        expect_version(row, command.version)
    return row


async def _wake(work: Work, place: int) -> None:
    """Let the worker derive the children of a place again: it looks for those whose day has come."""
    day = today(work)
    for first, end in ranges([place]):
        there = update(child).where(child.c.division >= first, child.c.division < end)
        await work.run(there.values(changes_on=func.least(func.coalesce(child.c.changes_on, day), day)))
