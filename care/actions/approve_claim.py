"""Approve a partner's claim: the partner is granted the child, and reads the need it will meet, until a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.sight import expect_version, load_child
from care.actions.common.told import require_rows
from care.actions.needs.offers import close_offer, expect_free, no_offer, running_offer
from care.actions.needs.sight import AT, need_in_sight
from care.actions.partners.grants import Terms, check_terms, give
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import NeedStatus, Purpose
from records.need import need
from records.organisation import organisation
from tenants.work import Work


@dataclass(frozen=True)
class ApproveClaim:
    """Which claimed need is given to whoever claimed it, with which classes of its child, what for and until when."""

    need_id: UUID
    version: int
    field_classes: tuple[str, ...]
    purpose: Purpose
    until: datetime
    idempotency_key: str | None = None


async def approve_claim(work: Work, caller: Caller, command: ApproveClaim) -> Done:
    """Grant the partner that claimed a need in sight its child and the need; the offer ends.

    Raises `Refused`: as `grant_partner` does, NOT_FOUND for the need, CONFLICT where nobody has claimed it, and for one
    that has changed, was taken on, met or closed.
    """
    require(caller, "grant:give")
    require_rows(caller, "need")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_free(row)
    expect_version(row, command.version)
    offer = await running_offer(work, row)
    if offer is None or offer["organisation_id"] is None:
        raise no_offer("没有社会组织认领", "is claimed by no partner")
    child = await load_child(work, caller, row["child_id"], AT)
    findings = Findings(labels=OF_PARTNER)
    terms = Terms(offer["organisation_id"], command.field_classes, command.purpose, command.until)
    agreements = await check_terms(findings, work, caller, terms, [child])
    findings.settle()

    keys = await give(work, caller, findings, terms, [child], agreements, row["id"])
    name = select(organisation.c.name).where(organisation.c.id == terms.organisation_id).scalar_subquery()
    new = {"status": NeedStatus.CLAIMED, "claimed_by": name, "updated_at": work.now}
    await work.run(update(need).where(need.c.id == row["id"]).values(**new, version=need.c.version + 1))
    await close_offer(work, row)
    await touch(work, child["id"])
    fields = command.field_classes
    await audit(work, caller, "grant:give", object=keys[0], kind="grant", fields=fields, purpose=command.purpose)
    done = Done(tuple(keys), findings.settle())
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=child["id"], division=child["division"])
    return done
