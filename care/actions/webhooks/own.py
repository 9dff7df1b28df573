"""Endpoints that a caller may act on: those of its account or office, and for who watches over a place those there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from care.actions.common.sight import expect_version, not_found
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import Refused
from policies.scope import within
from records.webhook import webhook
from tenants.work import Work


async def load_webhook(work: Work, caller: Caller, key: UUID, version: int | None = None) -> asyncpg.Record:
    """Load and lock an endpoint in sight, at a version where one is named. Raises `Refused`: NOT_FOUND, CONFLICT."""
    row = await work.one(select(webhook).where(webhook.c.id == key).with_for_update())
    if row is None or not _in_sight(caller, row):
        raise Refused(not_found(("webhookId",)))
    if version is not None:
        expect_version(row, version)
    return row


async def change_webhook(work: Work, key: UUID, values: Mapping[str, Any]) -> None:
    """Change an endpoint, and raise its version."""
    new = {**values, "version": webhook.c.version + 1, "updated_at": work.now}
    await work.run(update(webhook).where(webhook.c.id == key).values(**new))


def _in_sight(caller: Caller, row: asyncpg.Record) -> bool:
    match caller.permit.row("webhook"):
        case RowKind.AREA:
            return within(caller.scope, row["division"])
        case RowKind.OWN:
            return row["subject"] == caller.subject or row["organisation_id"] in caller.organisations
    return False
