"""The trail of who did what: rows that are only ever added, inside the transaction that they tell of."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import insert

from policies.caller import Caller
from records.codes import Purpose
from records.ids import uuid7
from records.journal import audit_event
from tenants.work import Work


async def audit(
    work: Work,
    caller: Caller,
    action: str,
    *,
    object: UUID | None,  # noqa: A002 (the contract's word: AuditEvent.object)
    kind: str,
    fields: Iterable[str] = (),
    purpose: Purpose | None = None,
    reason: str | None = None,
    count: int | None = None,
    rule_version: str | None = None,
) -> None:
    """Write one row of the trail in the work's transaction: no change without its row, no row without its change.

    `action` is the policy's word (`visit:record`), `kind` the type of the object, `fields` the names of what was
    changed or read (never values), `count` the number of rows where no single object is meant. Its time is real time.
    """
    await work.run(
        insert(audit_event)
        .inline()
        .values(
            id=uuid7(),
            subject=caller.subject,
            role=caller.role.value,
            action=action,
            kind=kind,
            object=object,
            fields=sorted(set(fields)),
            purpose=None if purpose is None else purpose.value,
            reason=reason,
            count=count,
            policy_version=caller.permit.version,
            rule_version=rule_version,
        )
    )
