"""How many endpoints an account may have: so many that are sent to, and some more that were, or are to be."""

from typing import Final

from sqlalchemy import func, select

from care.actions.common.locks import lock, lock_number
from records.codes import WebhookState
from records.webhook import webhook
from tenants.work import Work

ACTIVE: Final = 20  # endpoints of an account that are sent to
KNOWN: Final = 100  # endpoints of an account in all; what is dead goes by itself (`alerts.retention`)


async def active(work: Work, subject: str) -> int:
    """Count the endpoints of an account that are sent to; nobody else counts or adds any until the work is done."""
    await _alone(work, subject)
    its = webhook.c
    asked = select(func.count()).where(its.subject == subject, its.state == WebhookState.ACTIVE.value)
    found: int = await work.value(asked)
    return found


async def known(work: Work, subject: str) -> int:
    """Count all endpoints of an account, as `active` does."""
    await _alone(work, subject)
    found: int = await work.value(select(func.count()).where(webhook.c.subject == subject))
    return found


def full() -> tuple[str, str]:
    """Say that an account has as many that are sent to as it may, in Chinese and English."""
    return (
        f"每个账号最多启用{ACTIVE}个，请先停用其他地址",
        f"an account has {ACTIVE} in use at most: disable another first",
    )


async def _alone(work: Work, subject: str) -> None:
    await lock(work, lock_number(f"{work.tenant.schema} webhooks {subject}".encode()))
