"""The outbox: what others must hear of, written in the transaction that makes it true."""

from collections.abc import Iterable
from uuid import UUID

from records.codes import AlertKind, Severity
from records.ids import uuid7
from records.journal import outbox
from tenants.fixed import Fixed, from_rows
from tenants.work import Work

_ROW = ("kind", "severity", "subject_kind", "occurred_at", "event_id", "subject", "division")
_ANNOUNCED = Fixed(from_rows(outbox, *_ROW))
CHANNEL = "tonghu_outbox"  # where relays hear, after the commit, the schema of a tenant with something to number


async def announce(
    work: Work,
    kind: str,
    *,
    subject_kind: str,
    subject: UUID,
    division: int,
    severity: str = "ORDINARY",
) -> None:
    """Write an event as the transaction's last statement; it gets its place in the order after the commit.

    An event names what happened (`AlertKind`), to which row (`subject_kind`, `subject`) and where (12-digit code), and
    nothing else: who receives it reads the row under their own permit. Raises `KeyError` for an unknown kind or
    severity.
    """
    await announce_all(work, kind, [(subject, division)], subject_kind=subject_kind, severity=severity)


async def announce_all(
    work: Work,
    kind: str,
    subjects: Iterable[tuple[UUID, int]],
    *,
    subject_kind: str,
    severity: str = "ORDINARY",
) -> None:
    """Write an event for each of several rows and its place, as `announce` does for one."""
    event = {
        "kind": AlertKind[kind].value,
        "severity": Severity[severity].value,
        "subject_kind": subject_kind,
        "occurred_at": work.now,
    }
    rows = [{**event, "event_id": uuid7(), "subject": key, "division": place} for key, place in subjects]
    work.last(_ANNOUNCED, rows)
    work.wake(CHANNEL)
