"""Who a child is: resident ID and date of birth agree, and the child is not on file already."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from care.actions.common.findings import Findings
from care.actions.common.locks import lock, lock_number
from care.actions.common.reading import tell
from care.actions.common.sight import in_use
from care.actions.common.told import numbers_hidden, sees_rows
from care.ledgers.faults import FaultCode
from care.ledgers.identity import birth_of, sex_of
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.scope import within
from records.child import child
from records.codes import DatePrecision, Sex
from tenants.work import Work


def check_agreement(
    findings: Findings, number: str, *, birth: date, precision: DatePrecision, sex: Sex, path: str = "residentId"
) -> None:
    """Check that a resident ID number carries the date of birth (as far as it is known) and the sex."""
    told = birth_of(number)
    known = told == birth if precision is DatePrecision.DAY else (told.year, told.month) == (birth.year, birth.month)
    if not known:
        tell(findings, (path,), FaultCode.RESIDENT_ID_BIRTH)
    if sex_of(number) is not sex:
        tell(findings, (path,), FaultCode.RESIDENT_ID_SEX)


async def check_unique(
    findings: Findings, work: Work, caller: Caller, number: str, *, besides: UUID | None = None
) -> None:
    """Check that no child in sight has this resident ID number; one out of sight is nobody's business here.

    Nor is any number that of somebody to whom all numbers are hidden: whoever sees them finds the two files.

    Whoever registers the same number at the same moment waits here, and then finds the child that the other made.
    """
    blind = work.keys.blind(number)
    await lock(work, lock_number(blind))
    if numbers_hidden(caller) or not sees_rows(caller, "child"):
        return
    same = (
        select(child.c.id, child.c.division, child.c.file_status, child.c.erased_at)
        .where(child.c.resident_id_blind == blind)
        .order_by(child.c.id)
    )
    for row in await work.all(same):
        if row["id"] != besides and within(work.scope, row["division"]) and in_use(caller, row):
            zh, en = f"该儿童已建档（child_{row['id']}）", f"this child is on file already (child_{row['id']})"
            findings.refuse(ErrorCode.CONFLICT, ("residentId",), zh, en)


async def warn_of_namesakes(
    findings: Findings, work: Work, caller: Caller, columns: dict[str, Any], *, number: str | None
) -> None:
    """Warn of a child of the village with the same name and birth, when no number that shows tells the two apart."""
    if not sees_rows(caller, "child"):
        return
    unknown = number is None or numbers_hidden(caller)
    asked = (child.c.id, child.c.resident_id_blind, child.c.division, child.c.file_status, child.c.erased_at)
    namesakes = select(*asked).where(
        child.c.division == columns["division"],
        child.c.birth_date == columns["birth_date"],
        child.c.name == columns["name"],
    )
    for row in await work.all(namesakes):
        known = not unknown and row["resident_id_blind"] is not None
        if not known and within(work.scope, row["division"]) and in_use(caller, row):
            zh = f"本村（居）已有同名且同日出生的儿童（child_{row['id']}），请核对是否重复建档"
            en = f"a child of this name and birth is on file in the village (child_{row['id']}); check for a duplicate"
            findings.warn(ErrorCode.CONFLICT, ("name",), zh, en)
