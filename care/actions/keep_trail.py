"""Say how long a tenant keeps its trail: whoever owns the database does, since no login that serves requests may."""

from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert

from policies.audit import audit
from policies.caller import Caller
from policies.checkpoint import LEAST, Keeping
from records.journal import audit_keeping
from tenants.errors import TenancyError
from tenants.work import Work


class TooShort(TenancyError):
    """Fewer months than have to be kept."""


async def keep_trail(work: Work, owner: Caller, months: int | None) -> None:
    """Keep so many whole months beside the running one, or all (None); the worker drops what is older.

    `work` runs with the owner's rights. Raises `TooShort`.
    """
    if months is not None and months < LEAST:
        raise TooShort(
            f"审计记录至少保留 {LEAST} 个月（网络安全法）",
            f"the trail is kept for {LEAST} months at least (Cybersecurity Law)",
        )
    keeping = Keeping(months, datetime.now(UTC))
    values = {"months": months, "at": keeping.at, "signature": work.keys.sign(keeping.words(work.tenant.id))}
    statement = insert(audit_keeping).values(**values)
    await work.run(statement.on_conflict_do_update(index_elements=[audit_keeping.c.one], set_=values))
    told = "all" if months is None else f"{months} months"
    await audit(work, owner, "trail:keep", object=None, kind="trail", fields=["months"], reason=told)
