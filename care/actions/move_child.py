"""Move a child to another village, or another county, of the tenant; both sides are told."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import func, select, update

from alerts.outbox import announce, announce_all
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.entrusted import end_running
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.places import check_village, places, prefecture
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import expect_version, load_child
from care.actions.partners.grants import take_back
from care.divisions.digits import around
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import EVERYTHING, within
from records.case import care_case
from records.child import child
from records.codes import AdminLevel
from records.data_agreement import data_agreement
from records.duty import duty
from records.household import household
from records.partner_grant import partner_grant
from tenants.work import Work


@dataclass(frozen=True)
class MoveChild:
    """Where a child lives from now on; the address of the old place goes with it unless a new one is given."""

    id: UUID
    version: int
    division: int
    address: str | None = None
    reason: str | None = None
    idempotency_key: str | None = None


async def move_child(work: Work, caller: Caller, command: MoveChild) -> Done:
    """Give a child in sight to another village of the tenant, with all that hangs on it.

    A household of which the child is the only member moves along; otherwise the child leaves it. Raises `Refused`:
    NOT_FOUND, CONFLICT when the version moved on, OUT_OF_JURISDICTION for a place outside the tenant.
    """
    require(caller, "child:move")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.id)
    expect_version(row, command.version)

    findings, origin, target = Findings(), row["division"], command.division
    address = read_short_text(findings, ("address",), command.address, today(work))
    reason = read_text(findings, ("reason",), command.reason, today(work))
    known = await places(work, [target])
    check_village(findings, ("division",), target, known, province=work.tenant.division, scope=EVERYTHING)
    if target == origin:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), "与现居住地相同", "is where the child lives already")
    if not within(work.scope, target):
        zh, en = (
            "不在您的管辖范围内，迁移后您将看不到该儿童",
            "lies outside your areas: you will no longer see the child",
        )
        findings.warn(ErrorCode.OUT_OF_JURISDICTION, ("division",), zh, en)
    warnings = findings.settle()

    await work.widen(f"{{[{target},{target + 1})}}")
    home = await _household(work, row, target)
    await work.run(
        update(child)
        .where(child.c.id == command.id)
        .values(
            division=target,
            prefecture=prefecture(target),
            address=address,
            lives_at=None,
            household_id=home,
            version=child.c.version + 1,
            updated_at=work.now,
        )
    )
    # The division of what hangs on the child follows it by its keys; the prefecture is written from the tree.
    await work.run(update(duty).where(duty.c.child_id == command.id).values(prefecture=prefecture(target)))
    await end_running(work, command.id)
    gone = await _leave_partners(work, caller, command.id, target)
    await _take_cases_along(work, command.id, origin, target)
    elsewhere = ("livesAt",) if row["lives_at"] is not None else ()
    fields = ("division", "address", *elsewhere, *(() if home == row["household_id"] else ("household",)))
    await audit(work, caller, "child:move", object=command.id, kind="child", fields=fields, reason=reason)
    done = Done((command.id,), warnings)
    await remember(work, caller, command, done)
    await rederive(work, command.id)
    await announce_all(work, "PARTNER_REVOKED", gone, subject_kind="grant")
    for place in (origin, target):
        await announce(work, "CHILD_MOVED", subject_kind="child", subject=command.id, division=place)
    return done


async def _leave_partners(work: Work, caller: Caller, key: UUID, target: int) -> list[tuple[UUID, int]]:
    """End what partners were granted under agreements of another county; gives each grant with its new place."""
    elsewhere = select(data_agreement.c.id).where(data_agreement.c.division != around(target, AdminLevel.COUNTY))
    its = (partner_grant.c.child_id == key, partner_grant.c.agreement_id.in_(elsewhere))
    gone = await take_back(work, caller.subject, "儿童迁出协议所在县（市、区）", *its)
    return [(row["id"], row["division"]) for row in gone]


async def _take_cases_along(work: Work, key: UUID, origin: int, target: int) -> None:
    """Let the new place oversee the child's cases; those that are overseen from above its village stay there."""
    cases = update(care_case).where(care_case.c.child_id == key, care_case.c.division == origin)
    await work.run(cases.values(division=target, prefecture=prefecture(target), updated_at=work.now))


async def _household(work: Work, row: asyncpg.Record, target: int) -> UUID | None:
    """Give the household that the child has afterwards."""
    home: UUID | None = row["household_id"]
    if home is None:
        return None
    # Whoever registers a sibling into this household meanwhile waits here, or made the child wait.
    here = await work.one(select(household.c.id).where(household.c.id == home).with_for_update())
    members = await work.value(select(func.count()).select_from(child).where(child.c.household_id == home))
    if here is None or members > 1:
        return None
    moved = update(household).where(household.c.id == home)
    await work.run(moved.values(division=target, version=household.c.version + 1, updated_at=work.now))
    return home
