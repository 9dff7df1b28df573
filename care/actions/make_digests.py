"""Daily digests: each director and supervisor gets the numbers of their day, once, from a local hour on."""

from pathlib import Path
from typing import Final

from alerts.outbox import announce_all
from care.actions.escalation.settings import settings_of
from policies.scope import EVERYTHING
from records.ids import uuid7
from tenants.work import Work

BATCH: Final = 200
_SQL: Final = Path(__file__).with_name("digests.sql").read_text(encoding="utf-8")


async def make_digests(work: Work, *, size: int = BATCH) -> int:
    """Make digests of today that are missing, and announce each to its person; gives how many, at most `size`.

    The hour is the tenant's. A day that went by while nobody looked gets none any more: its numbers are not known.
    """
    await work.widen(EVERYTHING)
    if work.now.hour < (await settings_of(work)).digest_at:
        return 0
    keys = [uuid7() for _ in range(size)]
    sql = _SQL.replace("{schema}", f'"{work.tenant.schema}"')
    rows = await work.connection.fetch(sql, work.now, work.now.date(), size, keys)
    if rows:
        made = [(row["id"], row["division"]) for row in rows]
        await announce_all(work, "DAILY_DIGEST", made, subject_kind="digest")
    return len(rows)
