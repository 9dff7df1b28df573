"""The keys of an endpoint: sealed as other secrets of the tenant are, shown to the owner once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from alerts.signing import Key, new_key
from records.codes import SigningKind
from records.ids import uuid7
from records.webhook import webhook_key
from tenants.work import Work


async def add_key(work: Work, webhook: UUID, kind: SigningKind) -> Key:
    """Make a key for an endpoint."""
    made, key = new_key("HMAC" if kind is SigningKind.HMAC else "ED25519"), uuid7()
    sealed = work.keys.encrypt(made.secret, table="webhook_key", row=key, field="secret")
    values = {"kind": kind.value, "secret": sealed, "public": made.public, "created_at": work.now}
    await work.run(insert(webhook_key).values(id=key, webhook_id=webhook, **values))
    return made


async def end_keys(work: Work, webhook: UUID, after: timedelta) -> None:
    """Let the keys that an endpoint has end, by real time; those that end before that keep their end."""
    end = func.clock_timestamp() + after
    new = {"ends_at": func.least(webhook_key.c.ends_at, end)}  # which passes over NULL
    await work.run(update(webhook_key).where(webhook_key.c.webhook_id == webhook, _signs()).values(**new))


async def signing(work: Work, webhook: UUID) -> list[tuple[SigningKind, Key]]:
    """Give the keys that sign for an endpoint now, the newest first."""
    asked = select(webhook_key).where(webhook_key.c.webhook_id == webhook, _signs())
    return [
        (
            SigningKind[row["kind"]],
            Key(
                work.keys.decrypt(row["secret"], table="webhook_key", row=row["id"], field="secret"),
                row["public"],
            ),
        )
        for row in await work.all(asked.order_by(webhook_key.c.id.desc()))
    ]


def _signs() -> ColumnElement[bool]:
    return or_(webhook_key.c.ends_at.is_(None), webhook_key.c.ends_at > func.clock_timestamp())
