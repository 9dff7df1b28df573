"""Close a need, with what came of it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_NEED
from care.actions.common.reading import read_text
from care.actions.common.sight import expect_version
from care.actions.common.unset import spoken
from care.actions.needs.lists import end_need
from care.actions.needs.offers import close_offer
from care.actions.needs.sight import expect_running, need_in_sight
from care.actions.partners.grants import take_back
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import NeedStatus
from records.need import need
from records.partner_grant import partner_grant
from tenants.work import Work


@dataclass(frozen=True)
class CloseNeed:
    """What came of a need: met, ended, or why it is not met."""

    need_id: UUID
    version: int
    outcome: str
    idempotency_key: str | None = None


async def close_need(work: Work, caller: Caller, command: CloseNeed) -> Done:
    """Close a need in sight; whoever saw it by list sees it no longer, nor its child unless by another list.

    What a partner was granted for this need alone has served its purpose, and ends with it.
    Raises `Refused`: NOT_FOUND, CONFLICT when it is closed or has changed, REQUIRED for the outcome.
    """
    require(caller, "need:close")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_running(row)
    expect_version(row, command.version)

    findings = Findings(labels=OF_NEED)
    outcome = read_text(findings, ("outcome",), command.outcome, today(work))
    if outcome is None and not findings.spoiled("outcome"):
        findings.require(("outcome",))
    warnings = findings.settle()

    new = {"status": NeedStatus.CLOSED, "outcome": outcome, "closed_at": work.now, "updated_at": work.now}
    await work.run(update(need).where(need.c.id == row["id"]).values(**new, version=need.c.version + 1))
    await end_need(work, row["id"])
    await close_offer(work, row)
    await take_back(work, caller.subject, "需求已办结", partner_grant.c.need_id == row["id"])
    await touch(work, row["child_id"])
    await audit(work, caller, "need:close", object=row["id"], kind="need", fields=map(camel, spoken(command)))
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["child_id"], division=row["division"])
    return done
