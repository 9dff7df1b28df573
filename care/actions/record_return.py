"""Record that a guardian is back: the running absence ends, unless it was only a visit home."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.rederive import rederive
from care.actions.common.sight import load
from care.actions.common.told import require_shown
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from policies.require import require
from records.guardian import absence, guardian
from tenants.work import Work

# The only one of the documents that speaks of short visits; the others do not make them end an absence either.
HOME_VISITS = "晋民函〔2025〕80号 第四条（一）"


@dataclass(frozen=True)
class RecordReturn:
    """The day a guardian came home; `home_visit_only` when it is to leave again."""

    guardian_id: UUID
    on: date
    home_visit_only: bool = False
    idempotency_key: str | None = None


async def record_return(work: Work, caller: Caller, command: RecordReturn) -> Done:
    """Close the running absence of a guardian in sight; a visit home leaves it running, with a warning that says so.

    Raises `Refused`: NOT_FOUND, CONFLICT when the guardian is not away.
    """
    require(caller, "guardian:return")
    require_shown(caller, "guardian", FieldClass.LOCATION)
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, guardian, command.guardian_id, ("guardianId",))

    findings = Findings()
    check_past_day(findings, ("on",), command.on, work)
    running = select(absence.c.id, absence.c.since).where(absence.c.guardian_id == row["id"], absence.c.until.is_(None))
    away = await work.one(running.with_for_update())
    if away is None:
        zh, en = "该监护人没有正在进行的外出登记", "this guardian is not away"
        findings.refuse(ErrorCode.CONFLICT, ("guardianId",), zh, en)
    elif command.on < away["since"]:
        zh, en = "早于外出时间", "lies before the departure"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("on",), zh, en)
    if command.home_visit_only:
        zh, en = (
            "短期探亲不中断外出时间的计算，外出登记继续有效",
            "a visit home does not interrupt the absence, which runs on",
        )
        findings.warn(ErrorCode.RULE_VIOLATION, ("homeVisitOnly",), zh, en, HOME_VISITS)
    warnings = findings.settle()

    ends = not command.home_visit_only
    if ends and away is not None:
        ended = update(absence).where(absence.c.id == away["id"])
        await work.run(ended.values(until=command.on, updated_at=work.now))
        changed = update(guardian).where(guardian.c.id == row["id"])
        await work.run(changed.values(version=guardian.c.version + 1, updated_at=work.now))
        await touch(work, row["child_id"])
    fields = ("on",) if ends else ("homeVisitOnly",)
    await audit(work, caller, "guardian:return", object=row["id"], kind="guardian", fields=fields)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["child_id"])
    if ends:
        await announce(work, "GUARDIAN_CHANGED", subject_kind="guardian", subject=row["id"], division=row["division"])
    return done
