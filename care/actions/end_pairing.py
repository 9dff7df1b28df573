"""End a pairing: nobody is paired with the child any longer, and whoever was reads nothing of it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.sight import load_child, not_found
from care.actions.common.told import require_rows
from care.actions.needs.lists import end_pairing_lists
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import Refused
from policies.require import require
from records.guardian import pairing
from tenants.work import Work


@dataclass(frozen=True)
class EndPairing:
    """Whose pairing ends, and why."""

    child_id: UUID
    reason: str | None = None
    idempotency_key: str | None = None


async def end_pairing(work: Work, caller: Caller, command: EndPairing) -> Done:
    """End the pairing of a child in sight; the trail keeps that there was one, and why it ended.

    Raises `Refused` NOT_FOUND for the child, and for one that is paired with nobody.
    """
    require(caller, "pairing:end")
    require_rows(caller, "pairing")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))
    key = await work.value(select(pairing.c.id).where(pairing.c.child_id == row["id"]).with_for_update())
    if key is None:
        raise Refused(not_found(("childId",)))
    findings = Findings()
    reason = read_text(findings, ("reason",), command.reason, today(work))
    warnings = findings.settle()

    await end_pairing_lists(work, key)
    await work.run(delete(pairing).where(pairing.c.id == key))
    await touch(work, row["id"])
    await audit(work, caller, "pairing:end", object=key, kind="pairing", reason=reason)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done
