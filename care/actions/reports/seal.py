"""Who reported, sealed: kept for the law's sake, and read by nobody (rules 6.8; PR16)."""

from uuid import UUID

from sqlalchemy import insert

from policies.caller import Caller
from records.codes import ReporterKind
from records.ids import uuid7
from records.report import report_reporter
from tenants.work import Work


async def seal_reporter(work: Work, caller: Caller, key: UUID, kind: ReporterKind, mark: bytes | None) -> UUID:
    """Keep who reported, encrypted, in a row of its own; gives the key of that row, which names neither of the two.

    `mark` is the keyed hash of the number under which a system filed it.
    """
    row = uuid7()

    def seal(text: str, field: str) -> bytes:
        return work.keys.encrypt(text, table="report_reporter", row=row, field=field)

    sealed = {
        "subject": seal(caller.subject, "subject"),
        "name": None if caller.name is None else seal(caller.name, "name"),
    }
    plain = {"report_id": key, "kind": kind, "reference": mark, "created_at": work.now}
    await work.run(insert(report_reporter).values(id=row, **plain, **sealed))
    return row
