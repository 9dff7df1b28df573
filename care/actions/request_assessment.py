"""Ask for an assessment of a child: it stands on file as asked for until somebody has made it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.assessing import asked_for
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_short_text
from care.actions.common.sight import load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.assessment import assessment
from records.codes import AssessmentKind
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RequestAssessment:
    """Which assessment of which child is asked for; `assessor` names who is to make it."""

    child_id: UUID
    kind: AssessmentKind
    assessor: str | None = None
    idempotency_key: str | None = None


async def request_assessment(work: Work, caller: Caller, command: RequestAssessment) -> Done:
    """Ask for an assessment of a child in sight.

    Raises `Refused`: NOT_FOUND, CONFLICT when the same is asked for already and not yet made.
    """
    require(caller, "assessment:request")
    require_rows(caller, "assessment")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))

    findings = Findings()
    assessor = read_short_text(findings, ("assessor",), command.assessor, today(work))
    open_one = await work.one(asked_for(command.child_id, command.kind))
    if open_one is not None:
        zh = f"已申请且尚未完成（assessment_{open_one['id']}）"
        en = f"was asked for already and is not made yet (assessment_{open_one['id']})"
        findings.refuse(ErrorCode.CONFLICT, ("kind",), zh, en)
    warnings = findings.settle()

    key = uuid7()
    await work.run(
        insert(assessment).values(
            id=key,
            child_id=row["id"],
            division=row["division"],
            kind=command.kind,
            requested_at=work.now,
            assessor=assessor,
            recorded_by=caller.subject,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    await touch(work, row["id"])
    fields = map(camel, spoken(command))
    await audit(work, caller, "assessment:request", object=key, kind="assessment", fields=fields)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done
