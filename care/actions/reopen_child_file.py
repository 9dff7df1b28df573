"""Reopen a child's file that was put under review, closed or archived: it is covered again from this day on."""

from dataclasses import dataclass
from uuid import UUID

from alerts.outbox import announce
from care.actions.common.days import grown_up, today
from care.actions.common.done import Done
from care.actions.common.filing import keep_change, set_status
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REOPENING
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import expect_version, load_child
from care.actions.retention.listings import share_again
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import FileStatus
from tenants.work import Work


@dataclass(frozen=True)
class ReopenChildFile:
    """Which file is opened again, and why."""

    id: UUID
    version: int
    explanation: str
    idempotency_key: str | None = None


async def reopen_child_file(work: Work, caller: Caller, command: ReopenChildFile) -> Done:
    """Open the file of a child in sight again; visits and contacts are owed anew from this day on.

    Raises `Refused`: NOT_FOUND, CONFLICT when the version moved on, BAD_USER_INPUT for a file that is open, REQUIRED
    without an explanation. Warns where the child has come of age.
    """
    require(caller, "child:reopen")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.id, archived=True)
    expect_version(row, command.version)

    findings, day = Findings(labels=OF_REOPENING), today(work)
    if row["file_status"] == FileStatus.OPEN:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("id",), "档案未结案", "has a file that is open")
    explanation = read_text(findings, ("explanation",), command.explanation, day)
    if explanation is None and not findings.spoiled("explanation"):
        findings.require(("explanation",))
    if grown_up(row["birth_date"], day):
        findings.warn(ErrorCode.BAD_USER_INPUT, ("id",), "儿童已满十八周岁", "has come of age")
    warnings = findings.settle()

    version = (await law_of(work)).at(row["division"], day).version
    await keep_change(work, caller, row, FileStatus.OPEN, day, version, explanation=explanation)
    await set_status(work, row, FileStatus.OPEN, day)
    await share_again(work, row["id"])
    fields = ("fileStatus", "explanation")
    await audit(
        work,
        caller,
        "child:reopen",
        object=row["id"],
        kind="child",
        fields=fields,
        reason=explanation,
        rule_version=version,
    )
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["id"])
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done
