"""Set the care plan of a child: what is to be done for it, by whom, and when that is looked at again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.sight import load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.care_plan import care_plan
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class SetCarePlan:
    """What is to be done for a child from a day on (today unless said), and the day on which it is looked at again."""

    child_id: UUID
    measures: str
    review_on: date
    made_on: date | None = None
    responsible: str | None = None
    idempotency_key: str | None = None


async def set_care_plan(work: Work, caller: Caller, command: SetCarePlan) -> Done:
    """Set the plan of a child in sight; the one before it stays on file.

    Documents that speak of plans for one child give no interval for looking at them again: whoever plans sets the day.
    Raises `Refused`: NOT_FOUND, and everything that is wrong with the plan.
    Source: 闽民童〔2024〕33号 item 19 (FJ-K14).
    """
    require(caller, "carePlan:set")
    require_rows(caller, "carePlan")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))

    findings, day = Findings(), today(work)
    made_on = command.made_on or day
    check_past_day(findings, ("madeOn",), made_on, work)
    if made_on < row["birth_date"].replace(day=1):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("madeOn",), "早于儿童出生", "lies before the child's birth")
    if command.review_on <= made_on:
        zh, en = "应晚于制定日期", "must lie after the day of the plan"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("reviewOn",), zh, en)
    measures = read_text(findings, ("measures",), command.measures, day)
    if measures is None and not findings.spoiled("measures"):
        findings.require(("measures",))
    responsible = read_short_text(findings, ("responsible",), command.responsible, day)
    warnings = findings.settle()

    book = (await law_of(work)).at(row["division"], made_on)
    rule, key = book.flag("carePlan"), uuid7()
    own = {"id": key, "child_id": row["id"], "division": row["division"], "made_by": caller.subject}
    facts = {"made_on": made_on, "measures": measures, "responsible": responsible, "review_on": command.review_on}
    times = {"created_at": work.now, "updated_at": work.now}
    await work.run(insert(care_plan).values(**own, **facts, **times, citation=rule and rule.citation))
    await touch(work, row["id"])
    fields = map(camel, spoken(command))
    await audit(work, caller, "carePlan:set", object=key, kind="carePlan", fields=fields, rule_version=book.version)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done
