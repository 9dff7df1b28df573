"""Set the least count that a tenant's statistics show; figures are made up anew, releases keep theirs."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from care.actions.common.locks import lock, lock_number
from care.statistics.cubes import MINIMUMS
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.statistics import stat_cube, stat_minimum
from tenants.work import Work

ACTION = "statistics:configure"


@dataclass(frozen=True)
class SetStatisticsMinimum:
    """The least count that shows; a smaller one, other than none, is hidden."""

    least: int


async def set_statistics_minimum(work: Work, caller: Caller, command: SetStatisticsMinimum) -> int:
    """Write the minimum and mark all figures to be made up anew; gives the number of the setting.

    Raises `Refused` when the caller may not, or it is none of `MINIMUMS`.
    """
    require(caller, ACTION)
    if command.least not in MINIMUMS:
        values = "、".join(str(one) for one in MINIMUMS)
        zh, en = f"最小单元格只能设为 {values}", f"The minimum is one of {values}"
        raise Refused(Refusal(ErrorCode.BAD_USER_INPUT, ("least",), zh, en))
    await lock(work, lock_number(b"statistics minimum " + work.tenant.schema.encode()))
    number = 1 + (await work.value(select(func.max(stat_minimum.c.version))) or 0)
    row = {"version": number, "least": command.least, "set_by": caller.subject, "set_at": work.now}
    await work.run(insert(stat_minimum).values(**row))
    await work.run(update(stat_cube).values(stale=True))
    await audit(work, caller, ACTION, object=None, kind="statistics", reason=str(command.least))
    return number
