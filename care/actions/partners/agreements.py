"""The agreement on data that must be in force before a partner is given anything of a child."""

from datetime import datetime, time, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.days import today
from care.actions.common.findings import Findings
from care.divisions.digits import around
from policies.refusal import ErrorCode
from records.codes import AdminLevel
from records.data_agreement import data_agreement
from tenants.work import Work


async def check_agreement(
    findings: Findings, work: Work, organisation_id: UUID, place: int, until: datetime
) -> asyncpg.Record | None:
    """Give the agreement of a partner that covers a place (12 digits) from now until a time, locked against its end.

    Refuses where none is in force, and an `until` after the end of the one that lasts longest.
    """
    found = await in_force(work, organisation_id, place)
    if found is None:
        zh, en = "与本县签订的数据协议未生效或不存在", "has no data agreement in force with the county"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("organisationId",), zh, en)
    elif until > ends_at(found, work):
        zh = f"不得晚于数据协议的终止日期（{found['ends_on']}）"
        en = f"must not lie after the end of the data agreement ({found['ends_on']})"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("until",), zh, en)
    return found


async def in_force(work: Work, organisation_id: UUID, place: int) -> asyncpg.Record | None:
    """Give the agreement that is in force now for a partner and the county of a place, the longest if several are."""
    its, day = data_agreement.c, today(work)
    asked = select(data_agreement).where(
        its.organisation_id == organisation_id,
        its.division == around(place, AdminLevel.COUNTY),
        its.ended_at.is_(None),
        its.starts_on <= day,
        its.ends_on >= day,
    )
    return await work.one(asked.order_by(its.ends_on.desc(), its.id).limit(1).with_for_update(read=True))


def ends_at(agreement: asyncpg.Record, work: Work) -> datetime:
    """Give the moment at which an agreement runs out: 24:00 of its last day, in the clock's zone."""
    return datetime.combine(agreement["ends_on"] + timedelta(days=1), time(), work.now.tzinfo)
