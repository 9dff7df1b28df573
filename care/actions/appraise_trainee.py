"""Appraise a trainee: the result of a year, once for each year, and put right as long as nobody relies on it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as upsert

from alerts.outbox import announce
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_STAFF
from care.actions.common.reading import read_text
from care.actions.common.sight import load
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.ids import uuid7
from records.trainee import appraisal, trainee
from tenants.work import Work

_FIRST = 2000


@dataclass(frozen=True)
class AppraiseTrainee:
    """Whose work of which year is appraised, and with what result, reward or penalty included."""

    trainee_id: UUID
    year: int
    result: str
    idempotency_key: str | None = None


async def appraise_trainee(work: Work, caller: Caller, command: AppraiseTrainee) -> Done:
    """Write the appraisal of a year; a later one of the same year takes its place (YN-F4, FJ-F5, XG-F5).

    Raises `Refused`: NOT_FOUND, and BAD_USER_INPUT for a year to come. Warns where no rule asks for appraisals.
    """
    require(caller, "trainee:appraise")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, trainee, command.trainee_id, ("traineeId",))

    findings = Findings(OF_STAFF)
    if not _FIRST <= command.year <= today(work).year:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("year",), "应为已开始的年度", "must be a year that has begun")
    result = read_text(findings, ("result",), command.result, today(work))
    if result is None and not findings.spoiled("result"):
        findings.require(("result",))
    book = (await law_of(work)).at(row["division"], today(work))
    if book.flag("staff.appraisal") is None:
        zh, en = "本地规定没有要求考核，照常登记", "no rule here asks for an appraisal; it is kept all the same"
        findings.warn(ErrorCode.RULE_VIOLATION, ("year",), zh, en)
    warnings = findings.settle()

    said = {"result": result, "recorded_by": caller.subject, "recorded_at": work.now}
    new = upsert(appraisal).values(
        id=uuid7(), trainee_id=row["id"], division=row["division"], year=command.year, **said
    )
    await work.run(new.on_conflict_do_update(index_elements=["trainee_id", "year"], set_=said))
    await audit(
        work, caller, "trainee:appraise", object=row["id"], kind="trainee", fields=map(camel, spoken(command)),
        rule_version=book.version,
    )  # fmt: skip
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "TRAINEE_CHANGED", subject_kind="trainee", subject=row["id"], division=row["division"])
    return done
