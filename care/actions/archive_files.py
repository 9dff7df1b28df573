"""Archive the files whose term of keeping has ended: out of lists, counts and searches, there for who keeps files."""

from typing import Final

from sqlalchemy import insert, select, update

from alerts.outbox import announce_all
from care.actions.retention.listings import unlist
from care.actions.retention.needed import not_needed
from care.actions.retention.term import in_force
from care.duties.law import law_of
from care.duties.months import months_after
from policies.audit import audit
from policies.local import local_caller
from policies.scope import EVERYTHING
from records.child import child
from records.codes import FileClosing, FileStatus, Role
from records.file_change import file_change
from records.ids import uuid7
from tenants.work import Work

BATCH: Final = 200
ACTION: Final = "child:archive"
WORKER: Final = "worker"


async def archive_files(work: Work, *, size: int = BATCH) -> int:
    """Archive the files that were closed a term ago and are needed for nothing; gives how many, at most `size`.

    The day of closing is the watermark: what is due is found by looking, in the order of that day, after any pause and
    after a kill in the middle. Files that somebody else is writing are left for the next round.
    """
    months = await work.value(in_force())
    if months is None:
        return 0
    await work.widen(EVERYTHING)
    today = work.now.date()
    ripe = (
        select(child.c.id, child.c.division)
        .where(child.c.file_status == FileStatus.CLOSED.value, child.c.closed_on <= months_after(today, -months))
        .where(*not_needed(today))
        .order_by(child.c.closed_on, child.c.id)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    rows = await work.all(ripe)
    if not rows:
        return 0
    keys, law = [row["id"] for row in rows], await law_of(work)
    caller = local_caller(
        tenant=work.tenant.code,
        division=work.tenant.division,
        scope=EVERYTHING,
        user=WORKER,
        now=work.now,
        role=Role.TENANT_ADMIN,
    )
    told = f"结案满{months}个月，按租户设定的保管期限归档"
    decided = {"decided_by": caller.subject, "decided_at": work.now, "effective_on": today}
    why = {"status": FileStatus.ARCHIVED.value, "reason": FileClosing.OTHER.value, "explanation": told}
    changes = [
        {
            "id": uuid7(),
            "child_id": row["id"],
            "division": row["division"],
            "rule_version": law.at(row["division"], today).version,
            **decided,
            **why,
        }
        for row in rows
    ]
    await work.many(insert(file_change).inline(), changes)
    new = {"file_status": FileStatus.ARCHIVED.value, "version": child.c.version + 1, "updated_at": work.now}
    await work.run(update(child).where(child.c.id.in_(keys)).values(**new))
    await unlist(work, keys)
    for key in keys:
        await audit(work, caller, ACTION, object=key, kind="child", fields=("fileStatus",), reason=told)
    await announce_all(work, "CHILD_UPDATED", [(row["id"], row["division"]) for row in rows], subject_kind="child")
    return len(rows)
