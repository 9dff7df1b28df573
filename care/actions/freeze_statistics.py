"""Freeze statistics: what is shown of a period now gets a number, under which it is read unchanged for ever."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, bindparam, func, insert, select

from care.statistics.months import months_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.statistics import stat_cube, stat_frozen, stat_release, stat_table
from tenants.work import Work

ACTION = "statistics:release"
_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended("tonghu statistics release", 0)))


@dataclass(frozen=True)
class FreezeStatistics:
    """The period to freeze: a month (2026-03) or a quarter (2026Q1)."""

    period: str


@dataclass(frozen=True)
class Frozen:
    """The number of the release, and of how many cubes (fact, basis and month) it consists."""

    release: int
    cubes: int


async def freeze_statistics(work: Work, caller: Caller, command: FreezeStatistics) -> Frozen:
    """Copy what readers see of a period under the next number.

    Raises `Refused` when the caller may not, the text names no period, nothing was counted of it, or what was counted
    is not made up yet.
    """
    require(caller, ACTION)
    try:
        months = months_of(command.period)
    except ValueError as error:
        zh, _, en = str(error).partition(" / ")
        raise _refused(zh, en) from error
    # One release at a time, and none while tables are made up.
    await work.value(_TURN)
    there = await work.all(select(stat_cube).where(stat_cube.c.month.in_(months)).with_for_update())
    if not there:
        raise _refused(f"{command.period} 尚无统计数据", f"Nothing was counted of {command.period}")
    if any(row["stale"] for row in there):
        raise _refused("统计正在更新，请先运行 tonghu statistics refresh", "Figures are being made up: refresh first")
    number = 1 + (await work.value(select(func.max(stat_release.c.release))) or 0)
    release: ColumnElement[int] = bindparam(None, number, Integer, unique=True)
    for source, target, more in (
        (stat_cube, stat_release, {"frozen_at": work.now, "frozen_by": caller.subject}),
        (stat_table, stat_frozen, {}),
    ):
        names = [name for name in source.c.keys() if name in target.c]  # noqa: SIM118 (a collection of columns)
        extra = [bindparam(None, value, target.c[name].type, unique=True) for name, value in more.items()]
        copied = select(release, *(source.c[name] for name in names), *extra).where(source.c.month.in_(months))
        await work.run(insert(target).from_select(["release", *names, *more], copied))
    await audit(work, caller, ACTION, object=None, kind="statistics", count=len(there), reason=command.period)
    return Frozen(number, len(there))


def _refused(zh: str, en: str) -> Refused:
    return Refused(Refusal(ErrorCode.BAD_USER_INPUT, ("period",), zh, en))
