"""How a need is offered to partners: in a row of its own that leads to nobody, which the need alone can find."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from care.actions.common.findings import refusal
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.sight import opened
from care.actions.needs.sight import AT, expect_running
from care.actions.reports.sight import exactly
from policies.refusal import ErrorCode, Refused
from policies.scope import EVERYTHING
from records.codes import NeedStatus
from records.need_offer import need_offer
from tenants.work import Work

# An offer stands at a township, which is wider than the places of who keeps the file: its key says which one is meant.


async def running_offer(work: Work, row: Mapping[str, Any]) -> asyncpg.Record | None:
    """Give the offer of a need that stands, claimed or not, locked and open to this transaction; None without one."""
    if row["offer_id"] is None:
        return None
    async with opened(work, EVERYTHING):
        asked = select(need_offer).where(need_offer.c.id == row["offer_id"], need_offer.c.closed_at.is_(None))
        found = await work.one(asked.with_for_update())
    if found is not None:
        await work.widen(exactly(found["township"]))
    return found


async def close_offer(work: Work, row: Mapping[str, Any]) -> None:
    """Take a need off the list that partners see, and from whoever has claimed it."""
    if row["offer_id"] is not None:
        async with opened(work, EVERYTHING):
            stands = (need_offer.c.id == row["offer_id"], need_offer.c.closed_at.is_(None))
            await work.run(update(need_offer).where(*stands).values(closed_at=work.now))


async def release_claims(work: Work, organisation_id: UUID, county: int) -> None:
    """Offer anew to others what a partner has claimed in a county (12 digits) and was not given yet."""
    its = need_offer.c
    claimed = (its.organisation_id == organisation_id, its.county == county, its.closed_at.is_(None))
    nobody = {"organisation_id": None, "claimed_by": None, "claimed_at": None}
    await work.run(update(need_offer).where(*claimed).values(**nobody))


def expect_free(row: Mapping[str, Any]) -> None:
    """Check that nobody has taken a need on. Raises `Refused` CONFLICT."""
    expect_running(row)
    if row["status"] not in (NeedStatus.OPEN, NeedStatus.REFERRED):
        raise Refused(refusal(ErrorCode.CONFLICT, AT, "已有人认领或服务", "was taken on or met already"))


def no_offer(zh: str, en: str) -> Refused:
    """Refuse what the state of the offer does not allow."""
    return Refused(refusal(ErrorCode.CONFLICT, AT, zh, en, labels=OF_PARTNER))
