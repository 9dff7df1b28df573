"""The trail lies in months: their tables are made ahead of time, and those that a tenant no longer keeps are dropped.

A month goes whole, behind a signed checkpoint, and only after its rows were proved once more. Both run as the writer,
through functions of the owner's (revision 0021) that look at the setting and the clock themselves.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from policies.checkpoint import Checkpoint, Keeping
from tenants.errors import TenancyError
from tenants.work import Work

_ZONE = ZoneInfo("Asia/Shanghai")


class NotDropped(TenancyError):
    """Months of the trail that are due stay, since they or what asks for it are not as they should be."""


async def make_months(work: Work) -> int:
    """Make what is missing of the tables of the three months to come; gives how many.

    Where one is missing all the same, rows go to the table of all others.
    """
    made: int = await work.connection.fetchval(f'SELECT "{work.tenant.schema}".make_audit_months()')
    return made


async def drop_months(work: Work) -> int:
    """Drop the months that the tenant no longer keeps, behind a signed checkpoint; gives the number of rows.

    Raises `NotDropped` when a row of theirs is not as it was sealed, or the setting not as it was signed.
    """
    schema, tenant = work.tenant.schema, work.tenant.id
    due = await work.connection.fetchrow(f'SELECT * FROM "{schema}".audit_due()')  # noqa: S608 (a name of our own)
    if due["sequence"] is None:
        return 0
    keeping = Keeping(due["months"], due["kept_since"])
    first = first_kept(datetime.now(UTC), due["months"])
    if not work.keys.signed(keeping.words(tenant), due["kept_signature"]) or due["until"] > first:
        raise NotDropped(
            f"租户 {work.tenant.code} 的审计保留期设置被改动，未删除任何月份",
            f"the setting for how long {work.tenant.code} keeps its trail was touched: no month was dropped",
        )
    ends = due["dropped"], due["start"], due["sequence"]
    flaw = await work.connection.fetchval(f'SELECT "{schema}".audit_flaw($1, $2, $3)', *ends)
    if flaw is not None or due["hash"] is None:
        raise NotDropped(
            f"租户 {work.tenant.code} 的审计链在第 {flaw or due['sequence']} 条不符，未删除任何月份；"
            "请运行 tonghu audit verify",
            f"the trail of {work.tenant.code} is not as it was sealed at row {flaw or due['sequence']}: no month was"
            " dropped; run tonghu audit verify",
        )
    checkpoint = Checkpoint(due["sequence"], due["hash"], due["until"], due["at"], due["before"] or b"")
    done: int = await work.connection.fetchval(
        f'SELECT "{schema}".drop_audit_months($1, $2, $3, $4, $5)',
        checkpoint.sequence,
        checkpoint.hash,
        checkpoint.until,
        checkpoint.at,
        work.keys.sign(checkpoint.words(tenant)),
    )
    return done


def first_kept(now: datetime, months: int) -> date:
    """Give the first day of the first month that is kept, months being those of China."""
    today = now.astimezone(_ZONE)
    whole = today.year * 12 + today.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
