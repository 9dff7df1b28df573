"""Refer a need to whoever is to meet it: an organisation, or the nearest office of a department."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from alerts.outbox import announce, announce_all
from care.actions.common.child_rows import touch
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_NEED
from care.actions.common.sight import expect_version, not_found
from care.actions.common.unset import spoken
from care.actions.needs.lists import end_referral, list_referral
from care.actions.needs.offers import close_offer
from care.actions.needs.sight import expect_running, need_in_sight
from care.actions.partners.agreements import check_agreement
from care.actions.partners.grants import take_back
from care.divisions.tree import chain
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.codes import Department, NeedStatus, OrganisationKind, Purpose
from records.need import need
from records.organisation import organisation
from records.partner_grant import partner_grant
from tenants.work import Work


@dataclass(frozen=True)
class ReferNeed:
    """Who is to meet a need, and until when it may read of it: an organisation, or a department by its name alone."""

    need_id: UUID
    version: int
    until: datetime
    organisation_id: UUID | None = None
    department: Department | None = None
    idempotency_key: str | None = None


async def refer_need(work: Work, caller: Caller, command: ReferNeed) -> Done:
    """Refer a need in sight; who acts for the office sees that need and the minimum of its child until the date.

    A new referral ends the one before it, and what a partner was granted for this need. Raises `Refused`: NOT_FOUND for
    the need, the organisation, or a department without an office around the child; CONFLICT for a closed need or one
    that has changed; BAD_USER_INPUT for the date, or where it is not said which office is meant; RULE_VIOLATION for a
    partner whose data agreement does not last until the date. Warns of an office for which nobody acts on this
    platform.
    Source: 云民规〔2019〕3号 (八) and annex 1 item 5 (YN-K4); rules 6.3 and 6.4.
    """
    require(caller, "need:refer")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_running(row)
    expect_version(row, command.version)

    findings = Findings(labels=OF_NEED)
    if command.until <= work.now:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "应晚于现在", "must lie in the future")
    office = await _office(findings, work, command, row["division"])
    if office is not None and office["kind"] == OrganisationKind.PARTNER:
        await check_agreement(findings, work, office["id"], row["division"], command.until)
    if office is None or findings.refusals:
        raise Refused(*findings.refusals)

    await close_offer(work, row)
    await end_referral(work, row["id"])
    new = {"status": NeedStatus.REFERRED, "organisation_id": office["id"], "referred_until": command.until}
    written = update(need).where(need.c.id == row["id"])
    await work.run(written.values(**new, claimed_by=None, version=need.c.version + 1, updated_at=work.now))
    gone = await take_back(work, caller.subject, "需求已另行转介", partner_grant.c.need_id == row["id"])
    readers = await list_referral(work, row["id"], row["child_id"], office["id"], command.until)
    if not readers:
        zh = f"“{office['name']}”在平台上没有经办人，请电话告知"
        en = f"{office['name']} has nobody on this platform; ring it"
        findings.warn(ErrorCode.REQUIRED, ("organisationId",), zh, en)
    await touch(work, row["child_id"])
    fields, purpose = map(camel, spoken(command)), Purpose.ASSISTANCE_APPLICATION
    await audit(work, caller, "need:refer", object=row["id"], kind="need", fields=fields, purpose=purpose)
    done = Done((row["id"],), findings.settle())
    await remember(work, caller, command, done)
    told = [(one["id"], one["division"]) for one in gone]
    await announce_all(work, "PARTNER_REVOKED", told, subject_kind="grant")
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["child_id"], division=row["division"])
    return done


async def _office(findings: Findings, work: Work, command: ReferNeed, place: int) -> asyncpg.Record | None:
    """Give the organisation that is meant: the one named, or the department's office nearest to the child."""
    if (command.organisation_id is None) == (command.department is None):
        zh, en = "请填写机构或部门之一", "names either an organisation or a department"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("organisationId",), zh, en)
        return None
    asked = select(organisation.c.id, organisation.c.name, organisation.c.division, organisation.c.kind)
    if command.organisation_id is not None:
        found = await work.one(asked.where(organisation.c.id == command.organisation_id))
        if found is None:
            findings.refusals.append(not_found(("organisationId",)))
        return found
    above = tuple(chain(place))
    of = (organisation.c.kind == OrganisationKind.DEPARTMENT, organisation.c.department == command.department)
    rows = await work.all(asked.where(*of, organisation.c.division.in_(above)))
    if not rows:
        zh, en = "本地没有登记该部门的机构", "has no office on file around the child"
        findings.refuse(ErrorCode.NOT_FOUND, ("department",), zh, en)
        return None
    return min(rows, key=lambda row: (above.index(row["division"]), row["id"]))
