"""Read a child through broken glass: what is open to the caller now, written into the trail before it is read."""

from uuid import UUID

from sqlalchemy import or_, select

from care.actions.common.sight import beyond_scope
from policies.audit import audit
from policies.broken_glass import through
from policies.caller import Caller
from policies.classes import FieldClass
from records.break_glass import break_glass
from records.codes import BreakGlassOutcome
from tenants.work import Work

READ = "breakGlass:read"


async def read_through_glass(work: Work, caller: Caller, key: UUID) -> Caller | None:
    """Give the caller as it reads a child through the glass that it broke in this role, None where none is broken.

    The trail names the child and the classes that are open; it has them once the transaction has committed, and before
    that nothing may be read.
    """
    if "breakGlass:break" not in caller.permit.actions:
        return None
    glass = break_glass.c
    asked = select(glass.id, glass.field_classes).where(
        glass.child_id == key,
        glass.subject == caller.subject,
        glass.role == caller.role.value,
        glass.until > work.now,
        or_(glass.outcome.is_(None), glass.outcome != BreakGlassOutcome.NOT_JUSTIFIED),
    )
    rows = await beyond_scope(work, asked)
    if not rows:
        return None
    named = {FieldClass(one) for row in rows for one in row["field_classes"]}
    await audit(work, caller, READ, object=key, kind="child", fields=named)
    return through(caller, named, [row["id"] for row in rows])
