"""Commission a visit: the township where a child lives is asked to make the visit that its file's place owes."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.commissions import change_commission, refuse_running, running_commission, weigh
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_COMMISSION
from care.actions.common.places import check_place, places
from care.actions.common.reading import read_short_text
from care.actions.common.sight import load_child
from care.actions.common.townships import township_of
from care.actions.common.unset import spoken
from care.divisions.digits import level_by_digits
from care.divisions.scope import covers
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import EVERYTHING
from records.codes import AdminLevel, CommissionStatus, VisitMode
from records.commission import commission
from records.ids import uuid7
from tenants.work import Work

_BY_MODE = {
    VisitMode.COMMISSIONED: CommissionStatus.OFFERED,
    VisitMode.PHONE_SUBSTITUTE: CommissionStatus.PROPOSED,
}


@dataclass(frozen=True)
class CommissionVisit:
    """Whose visit is handed on, why, to which township and where the child is found there.

    The township and the address are those of the file unless others are named. With PHONE_SUBSTITUTE nobody is asked to
    go: the county is asked to let a call stand in for the visit.
    """

    child_id: UUID
    reason: str
    mode: VisitMode = VisitMode.COMMISSIONED
    to_division: int | None = None
    address: str | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def commission_visit(work: Work, caller: Caller, command: CommissionVisit) -> Done:
    """Offer the household visit of a child in sight that lives elsewhere; gives the child's duty, which waits for it.

    The offer carries the child's name and address, and nothing else of the file. One that nobody has accepted gives way
    to an offer to another township. Raises `Refused`: NOT_FOUND, RULE_VIOLATION where no rule allows it or no visit is
    owed, OUT_OF_JURISDICTION for a township outside the tenant, CONFLICT while another commission runs.
    """
    require(caller, "commission:offer")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    status = _BY_MODE.get(command.mode)
    if status is None:
        zh, en = "只能是委托居住地乡镇或电话沟通", "must be COMMISSIONED or PHONE_SUBSTITUTE"
        raise Refused(refusal(ErrorCode.BAD_USER_INPUT, ("mode",), zh, en, labels=OF_COMMISSION))
    child = await load_child(work, caller, command.child_id, ("childId",))

    findings = Findings(OF_COMMISSION)
    address = read_short_text(findings, ("address",), command.address, today(work))
    township = await _township(findings, work, command, child) if status is CommissionStatus.OFFERED else None
    before = await running_commission(work, command.child_id)
    if before is not None and not _gives_way(before, township):
        refuse_running(findings, before)
    weighed = await weigh(findings, work, caller, child, command.mode, command.reason)

    if before is not None:
        await change_commission(work, before["id"], CommissionStatus.ENDED)
    key = uuid7()
    named = {"child_address": address} if address else {}
    row = {**weighed.columns, "id": key, "status": status, "to_division": township, **named}
    await work.run(insert(commission).values(row))
    await audit(
        work,
        caller,
        "commission:offer",
        object=key,
        kind="commission",
        fields=map(camel, spoken(command)),
        rule_version=weighed.columns["rule_version"],
    )
    done = Done((weighed.duty,), weighed.warnings)
    await remember(work, caller, command, done)
    place = township or child["division"]
    await announce(work, "COMMISSION_OFFERED", subject_kind="commission", subject=key, division=place)
    return done


async def _township(findings: Findings, work: Work, command: CommissionVisit, child: asyncpg.Record) -> int | None:
    """Give the township that is asked: the one named, else the one where the file says that the child lives."""
    path, lives_at = ("toDivision",), child["lives_at"]
    if lives_at is None:
        return None
    asked = command.to_division or township_of(lives_at)
    known = await places(work, [asked])
    before = len(findings.refusals)
    check_place(findings, path, asked, known, province=work.tenant.division, scope=EVERYTHING)
    if len(findings.refusals) > before:
        return None
    if level_by_digits(asked) is not AdminLevel.TOWNSHIP:
        zh, en = "应为居住地乡镇（街道）的12位代码", "must be the 12-digit code of the township of residence"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    elif not covers([lives_at], asked) and not covers([asked], lives_at):
        zh, en = "与档案登记的居住地不符", "is not where the file says that the child lives"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    elif asked == township_of(child["division"]):
        zh, en = "就是档案所在乡镇（街道），无需委托", "is the file's own township, which needs no commission"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    return asked


def _gives_way(before: asyncpg.Record, township: int | None) -> bool:
    """Tell whether a commission that runs may be replaced: nobody has answered it, and it is not the same again."""
    unanswered = before["status"] in (CommissionStatus.OFFERED, CommissionStatus.PROPOSED)
    return unanswered and before["to_division"] != township
