"""Mend a hazard: what a check found wanting was put right."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from care.actions.common.days import check_past_day
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.offices import open_own
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_HAZARD_CHECK
from care.actions.common.sight import not_found
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.hazard_check import hazard_check
from tenants.work import Work


@dataclass(frozen=True)
class MendHazard:
    """Which check's findings were put right, and by which day."""

    hazard_check_id: UUID
    mended_on: date
    idempotency_key: str | None = None


async def mend_hazard(work: Work, caller: Caller, command: MendHazard) -> Done:
    """Record that what a check found wanting was put right. Raises `Refused`: NOT_FOUND, CONFLICT, BAD_USER_INPUT."""
    require(caller, "hazardCheck:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    await open_own(work, caller, "hazardCheck")
    row = await work.one(select(hazard_check).where(hazard_check.c.id == command.hazard_check_id).with_for_update())
    by_place = caller.permit.row("hazardCheck") is RowKind.AREA
    if row is None or not (
        within(work.scope, row["division"]) if by_place else row["organisation_id"] in caller.organisations
    ):
        raise Refused(not_found(("hazardCheckId",)))
    findings = Findings(OF_HAZARD_CHECK)
    check_past_day(findings, ("mendedOn",), command.mended_on, work)
    if command.mended_on < row["checked_on"]:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("mendedOn",), "早于检查日期", "lies before the check")
    if row["mended_on"] is not None:
        findings.refuse(ErrorCode.CONFLICT, ("hazardCheckId",), "已整改", "was put right already")
    elif not row["wanting"] and not row["water_wanting"]:
        findings.refuse(ErrorCode.CONFLICT, ("hazardCheckId",), "没有需要整改的内容", "found nothing wanting")
    findings.settle()
    same = update(hazard_check).where(hazard_check.c.id == row["id"])
    await work.run(same.values(mended_on=command.mended_on))
    await audit(work, caller, "hazardCheck:record", object=row["id"], kind="hazardCheck", fields=("mendedOn",))
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return done
