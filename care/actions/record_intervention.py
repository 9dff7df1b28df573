"""Record what was done in a case: from dissuading on the spot to orders and suits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.cases.sight import case_findings, reopen_case, take_case
from care.actions.cases.stages import reach, stage_of
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.unset import spoken
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.case import intervention
from records.codes import Department, Intervention, Purpose
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RecordIntervention:
    """What was done in which case, when, by which department, and how."""

    case_id: UUID
    kind: Intervention
    taken_on: date
    department: Department | None = None
    detail: str | None = None
    idempotency_key: str | None = None


async def record_intervention(work: Work, caller: Caller, command: RecordIntervention) -> Done:
    """Write an intervention; the case comes to the stage that it belongs to.

    Raises `Refused`: NOT_FOUND, CONFLICT for a closed case. Warns of a measure that the local rules do not name: they
    do not forbid it either, since other law may give it.
    """
    require(caller, "case:intervene")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, earlier.ids[0])
        return earlier
    one = await take_case(work, caller, command.case_id)

    findings = case_findings()
    check_past_day(findings, ("takenOn",), command.taken_on, work)
    detail = read_text(findings, ("detail",), command.detail, today(work))
    book = (await law_of(work)).at(one.child["division"], min(command.taken_on, today(work)))
    citation = _cited(findings, command, book)
    warnings = findings.settle()

    await work.run(
        insert(intervention).values(
            id=uuid7(),
            case_id=one.key,
            kind=command.kind,
            taken_on=command.taken_on,
            department=command.department,
            detail=detail,
            citation=citation,
            recorded_by=caller.subject,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    await reach(work, one, stage_of(command.kind), book)
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "case:intervene", object=one.key, kind="case", fields=fields, purpose=purpose)
    done = Done((one.key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=one.key, division=one.case["division"])
    return done


def _cited(findings: Findings, command: RecordIntervention, book: Rulebook) -> str | None:
    """Cite the rule that names the measure."""
    found = book.naming("interventions", command.kind.value)
    if found:
        return found[0].citation
    said = book.rule("interventions")
    if said is not None:
        zh, en = (
            "不在本地文件列举的措施之内，请注明所依据的法律",
            "is none that the local rules name; say under which law",
        )
        findings.warn(ErrorCode.RULE_VIOLATION, ("kind",), zh, en, said.citation)
    return None
