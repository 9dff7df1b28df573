"""Whether a child's data may be erased: nothing is done with its file any longer, and nothing needs it."""

import asyncpg

from care.actions.common.findings import Findings, Path
from care.actions.retention.needed import refuse_needed
from policies.refusal import ErrorCode
from records.codes import FileStatus
from tenants.work import Work


async def refuse_if_in_use(findings: Findings, work: Work, row: asyncpg.Record, path: Path) -> None:
    """Refuse the erasure of a file (its child is locked) under care, under a hold, or that something running needs."""
    if row["file_status"] not in (FileStatus.CLOSED, FileStatus.ARCHIVED):
        zh, en = "档案仍在管，请先结案", "is under care: close the file first"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en)
    await refuse_needed(findings, work, row, path)
