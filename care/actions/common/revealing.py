"""How often a person may ask for whole numbers in a day: counted from the trail, so there is no second tally."""

from sqlalchemy import func, select

from care.actions.common.findings import refusal
from care.actions.common.locks import lock, lock_number
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from records.journal import audit_event
from tenants.work import Work

REVEAL = "identity:reveal"
# No document gives a number; a county officer who checks a village's applications in a day needs some dozens.
PLATFORM_DEFAULT = 30

# The trail's times are real, whatever the clock of the law says; so is the day that is counted, in Asia/Shanghai.
_TODAY = func.date_trunc("day", func.clock_timestamp(), "Asia/Shanghai")


async def check_limit(work: Work, caller: Caller, limit: int | None) -> None:
    """Check that the caller has asked for fewer numbers today than the limit, the platform's own where it is None.

    Whoever asks twice at once waits here. Raises `Refused` FORBIDDEN, which says whose limit it is.
    """
    await lock(work, lock_number(f"{work.tenant.schema} reveal {caller.subject}".encode()))
    mine = audit_event.c.subject == caller.subject
    asked = select(func.count(audit_event.c.at)).where(mine, audit_event.c.action == REVEAL, audit_event.c.at >= _TODAY)
    most = PLATFORM_DEFAULT if limit is None else limit
    if await work.value(asked) >= most:
        zh, en = (
            f"今日查看完整号码已达{most}次上限，请明日再查或由他人查看",
            f"whole numbers were asked for {most} times today, which is the limit; tomorrow there are more",
        )
        whose = "平台默认值" if limit is None else "平台设置"
        raise Refused(refusal(ErrorCode.FORBIDDEN, (), zh, en, f"{whose} TONGHU_REVEALS_PER_DAY"))
