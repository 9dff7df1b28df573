"""Record how a benefit of a child or a household stands: entitled, applied for, granted, refused, ended."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.common.amounts import MONTHLY_LIMIT, read_amount
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_BENEFIT
from care.actions.common.reading import read_text
from care.actions.common.sight import IN_USE, load, load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from care.duties.received import stands
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.benefit import benefit
from records.child import child
from records.codes import BenefitKind, BenefitStatus, FileStatus
from records.household import household
from records.ids import uuid7
from tenants.work import Work

_UNDER_CARE = (FileStatus.OPEN, FileStatus.REVIEW)
_WAITING = (BenefitStatus.ENTITLED, BenefitStatus.APPLIED, BenefitStatus.REFUSED)
_DATED = (BenefitStatus.GRANTED, BenefitStatus.ENDED)


@dataclass(frozen=True)
class RecordBenefit:
    """How a kind of benefit stands for one holder: a child or a household.

    `amount` is yuan per month. `since` is the day on which the status began, of a grant the first day that it covers,
    and `until` the last one.
    """

    kind: BenefitKind
    status: BenefitStatus
    child_id: UUID | None = None
    household_id: UUID | None = None
    amount: Decimal | None = None
    since: date | None = None
    until: date | None = None
    reason: str | None = None
    idempotency_key: str | None = None


async def record_benefit(work: Work, caller: Caller, command: RecordBenefit) -> Done:
    """Write how a benefit stands; what stood of the same kind before stays as its history.

    Raises `Refused`: NOT_FOUND, and everything that is wrong with the record. Warns of a kind that no rule of the place
    names.
    """
    require(caller, "benefit:record")
    require_rows(caller, "benefit")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    _check_holder(command)
    row, kin = await _load(work, caller, command)
    before = await work.one(_standing(command).with_for_update())

    findings, day = Findings(labels=OF_BENEFIT), today(work)
    if command.child_id is not None and row["file_status"] not in _UNDER_CARE:
        zh, en = "档案已结案，请先重新立案", "has a file that is closed; reopen it first"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childId",), zh, en)
    await _check_kind(findings, work, command, row["division"])
    _check_status(findings, command, before, day)
    _check_days(findings, work, command, before)
    amount = _amount(findings, command)
    reason = read_text(findings, ("reason",), command.reason, day)
    if command.status is BenefitStatus.REFUSED and reason is None and not findings.spoiled("reason"):
        findings.require(("reason",))
    warnings = findings.settle()

    facts = {"amount": amount, "since": _since(command, before, day), "until": command.until, "reason": reason}
    done = Done((await _write(work, caller, command, facts, row["division"], before),), warnings)
    if kin:
        await touch(work, *(one["id"] for one in kin))
    fields = ("from" if one == "since" else camel(one) for one in spoken(command))
    key = done.ids[0]
    await audit(work, caller, "benefit:record", object=key, kind="benefit", fields=fields, reason=reason)
    await remember(work, caller, command, done)
    for one in kin:
        await announce(work, "CHILD_UPDATED", subject_kind="child", subject=one["id"], division=one["division"])
    return done


def _check_holder(command: RecordBenefit) -> None:
    findings = Findings(labels=OF_BENEFIT)
    if (command.child_id is None) == (command.household_id is None):
        zh, en = "儿童和家庭须填且只填一项", "either this or the household is given, and not both"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childId",), zh, en)
    findings.settle()


async def _load(work: Work, caller: Caller, command: RecordBenefit) -> tuple[asyncpg.Record, list[asyncpg.Record]]:
    """Load and lock the holder, and the children on whom the benefit shows."""
    if command.child_id is not None:
        row = await load_child(work, caller, command.child_id, ("childId",))
        return row, [row]
    asked = select(child).where(child.c.household_id == command.household_id, IN_USE).order_by(child.c.id)
    kin = await work.all(asked.with_for_update())
    return await load(work, caller, household, cast("UUID", command.household_id), ("householdId",)), kin


def _standing(command: RecordBenefit) -> Any:
    holder = benefit.c.child_id if command.child_id is not None else benefit.c.household_id
    key = command.child_id or command.household_id
    return select(benefit).where(holder == key, benefit.c.kind == command.kind, stands(benefit))


async def _check_kind(findings: Findings, work: Work, command: RecordBenefit, division: int) -> None:
    if command.kind is BenefitKind.NONE:
        zh, en = "请登记原有救助的停发", "is recorded by the end of what was received"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("kind",), zh, en)
        return
    named = (await law_of(work)).at(division, today(work)).rule("benefits")
    known = named.value if named is not None else frozenset()
    if command.kind is not BenefitKind.OTHER and isinstance(known, frozenset) and command.kind not in known:
        zh, en = "本地规定未列举该项救助", "is on no list of the rules there"
        findings.warn(ErrorCode.RULE_VIOLATION, ("kind",), zh, en, named.citation if named else None)


def _check_status(findings: Findings, command: RecordBenefit, before: asyncpg.Record | None, day: date) -> None:
    granted = before is not None and before["status"] == BenefitStatus.GRANTED
    if command.status is BenefitStatus.ENDED and not granted:
        zh, en = "没有正在享受的该项救助", "ends nothing: no such benefit is received"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("status",), zh, en)
    lapsed = before is not None and before["until"] is not None and before["until"] < day
    if command.status in _WAITING and granted and not lapsed:
        zh, en = "正在享受该项救助，请先登记停发", "is received already; record its end first"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("status",), zh, en)


def _check_days(findings: Findings, work: Work, command: RecordBenefit, before: asyncpg.Record | None) -> None:
    if command.since is not None and command.status not in _DATED:
        check_past_day(findings, ("from",), command.since, work)
    if command.status not in _DATED and command.until is not None:
        zh, en = "只有享受和停发才有截止日期", "is told of a grant and of its end alone"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), zh, en)
    if command.status is BenefitStatus.ENDED:
        if command.until is None:
            findings.require(("until",))
        else:
            check_past_day(findings, ("until",), command.until, work)
    since = _since(command, before, today(work))
    if command.until is not None and since is not None and command.until < since:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "早于起始日期", "lies before the first day")


def _since(command: RecordBenefit, before: asyncpg.Record | None, day: date) -> date | None:
    """Give the day on which the status began: today if nobody said, of an end that of the grant it ends."""
    if command.since is not None or command.status not in _DATED:
        return command.since or day
    if before is not None and before["status"] == BenefitStatus.GRANTED:
        kept: date | None = before["since"]
        return kept
    return None


def _amount(findings: Findings, command: RecordBenefit) -> Decimal | None:
    if command.amount is not None and command.status not in _DATED:
        zh, en = "只有享受和停发才有金额", "is told of a grant and of its end alone"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("amount",), zh, en)
    return read_amount(findings, ("amount",), command.amount, MONTHLY_LIMIT)


async def _write(
    work: Work,
    caller: Caller,
    command: RecordBenefit,
    facts: dict[str, Any],
    division: int,
    before: asyncpg.Record | None,
) -> UUID:
    """Let the row take the place of what stood, also of a ledger's word that there is nothing, once there is."""
    holder = benefit.c.child_id if command.child_id is not None else benefit.c.household_id
    over = [command.kind.value]
    if command.status is BenefitStatus.GRANTED:
        over.append(BenefitKind.NONE.value)
    held = (holder == (command.child_id or command.household_id), benefit.c.kind.in_(over), stands(benefit))
    await work.run(update(benefit).where(*held).values(superseded_at=work.now))
    if command.status is BenefitStatus.ENDED and before is not None and facts["amount"] is None:
        facts = {**facts, "amount": before["amount"]}
    key = uuid7()
    own = {
        "id": key,
        "child_id": command.child_id,
        "household_id": command.household_id,
        "division": division,
        "kind": command.kind,
        "status": command.status,
        "recorded_by": caller.subject,
        "created_at": work.now,
        "updated_at": work.now,
    }
    await work.run(insert(benefit).values(**own, **facts))
    return key
