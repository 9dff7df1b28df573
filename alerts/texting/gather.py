"""From the log to people: what a tenant's gateway is to send, found by a position of its own in the log."""

from pathlib import Path
from typing import Final

from sqlalchemy import select, update

from alerts.texting.text import TOLD
from policies.scope import EVERYTHING
from records.codes import AlertKind
from records.ids import uuid7
from records.journal import event_log_state
from records.message import message_gateway
from tenants.work import Work

PART: Final = 500  # events gone through at a time
KEYS: Final = 1_000  # made here; what tells more people than that takes others
_SQL: Final = Path(__file__).with_name("gather.sql").read_text(encoding="utf-8")


async def gather(work: Work) -> int:
    """Make messages of the next part of the log, where the tenant has opted in; gives how many events it passed.

    Messages and position are written together, so nothing is gathered twice or left out, whenever it is cut short.
    What of the log is not kept any more is passed over.
    """
    its = message_gateway.c
    held = select(its.id, its.position).where(its.active).with_for_update(skip_locked=True)
    row = await work.one(held)
    ends = await work.one(select(event_log_state)) if row else None
    if row is None or ends is None or row["position"] >= ends["given"]:
        return 0
    await work.widen(EVERYTHING)
    after = max(row["position"], ends["dropped"])
    upto = min(after + PART, ends["given"])
    sql = _SQL.replace("{schema}", f'"{work.tenant.schema}"')
    kinds = [kind.value for kind in TOLD]
    keys = [uuid7() for _ in range(KEYS)]
    await work.connection.execute(sql, work.now, after, upto, kinds, AlertKind.DAILY_DIGEST.value, keys)
    await work.run(update(message_gateway).where(its.id == row["id"]).values(position=upto))
    return int(upto - after)
