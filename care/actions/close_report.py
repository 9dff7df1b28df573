"""Close a report, with the result that whoever reported may read."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REPORT
from care.actions.common.reading import read_text
from care.actions.common.sight import beyond_scope
from care.actions.common.told import sees_rows
from care.actions.common.unset import spoken
from care.actions.reports.addressing import Matter, children_of, deliver, matter_of, recipients_of
from care.actions.reports.answering import answers_for, reach
from care.actions.reports.checking import in_sight
from care.actions.reports.duties import fulfil, key_of
from care.actions.reports.sight import open_report, reopen_report
from care.actions.reports.telling import tell
from care.duties.reports.offices import OFFICES
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.child import child
from records.codes import DeliveryChannel, DutyKind, Purpose, ReportRecipient, ReportStage, Severity
from records.guardian import guardian
from records.report import report, report_recipient
from tenants.work import Work

# A resident ID number, a telephone number: neither is a result.
_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])")
_FAMILY = re.compile(
    r"父|母|爸|妈|爷|奶|外公|外婆|姥|叔|伯|姑|舅|兄弟|姐妹|继父|继母|监护人|家庭|住址|家住|病史|残疾|艾滋|服刑|戒毒"
)


@dataclass(frozen=True)
class CloseReport:
    """What came of a report (for those who handle it), and the result that is told to whoever reported."""

    report_id: UUID
    outcome: str
    feedback: str | None = None
    idempotency_key: str | None = None


async def close_report(work: Work, caller: Caller, command: CloseReport) -> Done:
    """Close a report for a recipient, or for whoever oversees it; what others still owe stays owed.

    Where the law gives the reporter a result, it has to be written; in any place it holds the result alone: no name
    of a child or guardian, no number. Raises `Refused`: NOT_FOUND, FORBIDDEN for who is neither addressed nor
    oversees, CONFLICT when it is closed, REQUIRED and RULE_VIOLATION for the feedback.
    """
    require(caller, "report:close")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_report(work, caller, earlier.ids[0])
        return earlier
    row = await open_report(work, caller, command.report_id)
    matter, known = await matter_of(work, row), await recipients_of(work, row["id"])
    mine = next((to for to in known.values() if answers_for(caller, matter, to)), None)

    findings = Findings(labels=OF_REPORT)
    if row["closed_at"] is not None:
        findings.refuse(ErrorCode.CONFLICT, ("reportId",), "已办结", "is closed already")
    if mine is None and "report:pass" not in caller.permit.actions:
        zh, en = "您不是此报告的受理单位", "was not addressed to you"
        findings.refuse(ErrorCode.FORBIDDEN, ("reportId",), zh, en)
    outcome = read_text(findings, ("outcome",), command.outcome, today(work))
    if outcome is None and not findings.spoiled("outcome"):
        findings.require(("outcome",))
    feedback = await _feedback(findings, work, caller, matter, command)
    _warn_of_open(findings, known, mine)
    warnings = findings.settle()

    if mine is not None:
        await _answer(work, matter, mine, outcome)
    new = {"outcome": outcome, "feedback": feedback, "closed_at": work.now}
    await work.run(update(report).where(report.c.id == row["id"]).values(**new))
    await reach(work, row["id"], ReportStage.CLOSED if feedback is None else ReportStage.FEEDBACK_GIVEN)
    fields, purpose = map(camel, spoken(command)), Purpose.MANDATORY_REPORT
    await audit(work, caller, "report:close", object=row["id"], kind="report", fields=fields, purpose=purpose)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await tell(work, "REPORT_RESULT", matter, Severity[row["severity"]])
    return done


async def _feedback(findings: Findings, work: Work, caller: Caller, matter: Matter, command: CloseReport) -> str | None:
    """Read what the reporter is told: the result alone (闽民童〔2024〕33号 item 6, reading A33)."""
    path = ("feedback",)
    text = read_text(findings, path, command.feedback, today(work))
    rule = matter.rules.rule("feedback.toReporter")
    if text is None:
        if rule is not None and rule.value is True and not findings.spoiled("feedback"):
            findings.require(path, rule.citation)
        return None
    citation = None if rule is None else rule.citation
    if _NUMBER.search(text) or any(name in text for name in await _names(work, caller, matter)):
        zh, en = (
            "只写处置结果，不得写儿童、家庭成员的姓名或号码",
            "tells the result alone: no name and no number of anybody",
        )
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, citation)
    elif _FAMILY.search(text):
        zh, en = "似乎涉及家庭情况，请只写处置结果", "seems to speak of the family; tell the result alone"
        findings.warn(ErrorCode.RULE_VIOLATION, path, zh, en, citation)
    return text


async def _names(work: Work, caller: Caller, matter: Matter) -> set[str]:
    """Give the names of the report's children and their guardians, as far as the caller reads them anyhow."""
    keys = await children_of(work, matter.key)
    asked = select(child).where(child.c.id.in_(keys), child.c.erased_at.is_(None))
    rows = await beyond_scope(work, asked)
    seen = await in_sight(work, caller, rows)
    names = {row["name"] for row in rows if row["id"] in seen}
    if sees_rows(caller, "guardian"):
        others = select(guardian.c.name).where(guardian.c.child_id.in_(seen), guardian.c.name.is_not(None))
        names |= {row["name"] for row in await beyond_scope(work, others)}
    return names


def _warn_of_open(
    findings: Findings, known: dict[ReportRecipient, asyncpg.Record], mine: asyncpg.Record | None
) -> None:
    for recipient, to in known.items():
        own = mine is not None and to["id"] == mine["id"]
        if to["mandatory"] and recipient in OFFICES and to["acknowledged_at"] is None and not own:
            zh = f"“{recipient.zh}”尚未受理，其责任不因办结而免除"
            en = f"{recipient.value} has not accepted the report; it still has to"
            findings.warn(ErrorCode.REQUIRED, ("recipients", recipient.value), zh, en, to["citation"])


async def _answer(work: Work, matter: Matter, mine: asyncpg.Record, outcome: str | None) -> None:
    """Write the closing recipient's own answer: who closes a report has accepted it."""
    if mine["sent_at"] is None:
        await deliver(work, matter, mine, {"sent_at": work.now, "channel": DeliveryChannel.PLATFORM})
    new: dict[str, Any] = {"outcome": outcome, "updated_at": work.now}
    if mine["acknowledged_at"] is None:
        new["acknowledged_at"] = work.now
    await work.run(update(report_recipient).where(report_recipient.c.id == mine["id"]).values(**new))
    natural = key_of(DutyKind.REPORT_ACKNOWLEDGEMENT, matter.key, ReportRecipient[mine["recipient"]])
    await fulfil(work, natural, matter.key, work.now)
