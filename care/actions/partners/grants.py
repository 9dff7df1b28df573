"""Giving partners what they may read of children, and taking it back, each with all that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from care.actions.common.findings import Findings
from care.actions.partners.agreements import check_agreement
from care.actions.partners.lists import end_lists, list_grants
from care.divisions.digits import around
from policies.caller import Caller
from policies.granting import PURPOSES, may_grant
from policies.narrowing import narrowed
from policies.permits import Permit, permit
from policies.refusal import ErrorCode
from policies.source import baseline
from policies.standing import standing
from records.codes import AdminLevel, NeedStatus, OrganisationKind, Purpose, Role
from records.ids import uuid7
from records.need import need
from records.organisation import organisation
from records.partner_grant import partner_grant
from tenants.work import Work


@dataclass(frozen=True)
class Terms:
    """What is to be granted: to whom, which classes (policies/classes.py), what for, until when."""

    organisation_id: UUID
    field_classes: tuple[str, ...]
    purpose: Purpose
    until: datetime


async def check_terms(
    findings: Findings, work: Work, caller: Caller, terms: Terms, children: Sequence[Mapping[str, Any]]
) -> dict[int, UUID]:
    """Check what is to be granted; gives the agreement that covers each county (12 digits) of the children."""
    await _check_classes(findings, work, caller, terms)
    if terms.purpose not in PURPOSES:
        zh, en = "不是社会组织的服务目的", "is nothing that a partner works for"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("purpose",), zh, en)
    if terms.until <= work.now:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "应晚于现在", "must lie in the future")
    covering: dict[int, UUID] = {}
    if await check_partner(findings, work, terms.organisation_id):
        for county in sorted({_county(child) for child in children}):
            found = await check_agreement(findings, work, terms.organisation_id, county, terms.until)
            if found is None or findings.refusals:
                break
            covering[county] = found["id"]
    return covering


async def check_partner(findings: Findings, work: Work, key: UUID) -> bool:
    """Check that an organisation is on file, and a partner."""
    kind = await work.value(select(organisation.c.kind).where(organisation.c.id == key))
    if kind is None:
        zh, en = "不存在", "does not exist"
        findings.refuse(ErrorCode.NOT_FOUND, ("organisationId",), zh, en)
    elif kind != OrganisationKind.PARTNER:
        zh, en = "不是社会组织", "is no partner organisation"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("organisationId",), zh, en)
    return bool(kind == OrganisationKind.PARTNER)


async def give(
    work: Work,
    caller: Caller,
    findings: Findings,
    terms: Terms,
    children: Sequence[Mapping[str, Any]],
    agreements: Mapping[int, UUID],
    need_id: UUID | None = None,
) -> list[UUID]:
    """Write a grant for each child and list it for the partner's workers; warns where the partner has none yet."""
    rows = [
        {
            "id": uuid7(),
            "child_id": child["id"],
            "division": child["division"],
            "organisation_id": terms.organisation_id,
            "agreement_id": agreements[_county(child)],
            "need_id": need_id,
            "field_classes": sorted(set(terms.field_classes)),
            "purpose": terms.purpose,
            "granted_by": caller.subject,
            "granted_at": work.now,
            "until": terms.until,
        }
        for child in children
    ]
    await work.many(insert(partner_grant), rows)
    if not await list_grants(work, terms.organisation_id, rows):
        zh, en = "在平台上还没有工作人员，暂时无人可读", "has nobody on this platform yet, so nobody reads it"
        findings.warn(ErrorCode.REQUIRED, ("organisationId",), zh, en)
    return [row["id"] for row in rows]


async def take_back(work: Work, subject: str, reason: str, *which: Any) -> list[asyncpg.Record]:
    """End those running grants in scope for which the conditions hold, at once; gives them.

    A need that was taken on by one of them, and not served yet, is open again.
    """
    its = partner_grant.c
    running = select(partner_grant).where(its.revoked_at.is_(None), its.until > work.now, *which)
    # The needs first, as whoever closes one does.
    theirs = need.c.id.in_(running.with_only_columns(its.need_id))
    await work.all(select(need.c.id).where(theirs).order_by(need.c.id).with_for_update())
    rows = await work.all(running.order_by(its.id).with_for_update())
    keys = [row["id"] for row in rows]
    if keys:
        ended = {"revoked_at": work.now, "revoked_by": subject, "reason": reason, "version": its.version + 1}
        await work.run(update(partner_grant).where(its.id.in_(keys)).values(**ended))
        await end_lists(work, keys)
        taken = (need.c.id.in_([row["need_id"] for row in rows]), need.c.status == NeedStatus.CLAIMED)
        free = {"status": NeedStatus.OPEN, "claimed_by": None, "updated_at": work.now}
        await work.run(update(need).where(*taken).values(**free, version=need.c.version + 1))
    return rows


async def _check_classes(findings: Findings, work: Work, caller: Caller, terms: Terms) -> None:
    if not terms.field_classes:
        findings.require(("fieldClasses",))
    offered = {one.value for one in may_grant(caller.permit, await _takers(work))}
    for place, name in enumerate(terms.field_classes):
        if name not in offered:
            names = ", ".join(sorted(offered))
            zh, en = f"应为下列之一：{names}", f"must be one of: {names}"
            findings.refuse(ErrorCode.FORBIDDEN, ("fieldClasses", str(place)), zh, en)


async def _takers(work: Work) -> Permit:
    """Give what a partner's worker may have at most, as the tenant's policies stand in this transaction."""
    version, lines = await standing(work)
    policies = narrowed(work.tenant.code, version, lines) if version else baseline()
    return permit(policies, Role.PARTNER_WORKER, work.tenant.code)


def _county(child: Mapping[str, Any]) -> int:
    return around(child["division"], AdminLevel.COUNTY)
