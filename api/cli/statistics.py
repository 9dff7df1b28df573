"""`tonghu statistics refresh|release|minimum`: figures brought up to date, frozen under a number, shown from a size."""

from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of
from records.codes import Role

Code = Annotated[str, Parameter(help="租户代码 / Code of the tenant")]
Least = Annotated[
    int | None, Parameter(help="5、10、15 或 20；省略则显示现行值 / 5, 10, 15 or 20; without it the one in force")
]
Period = Annotated[str, Parameter(help="月或季度：2026-03、2026Q1 / A month or a quarter")]


async def refresh(code: Code, /, *, data_dir: DataDir = None) -> int:
    """立即重新汇总一个租户的全部统计（平时由后台任务每小时更新）。

    Count every county of a tenant anew and make all figures up; otherwise the worker does what changed, every hour. It
    can be cut short and run again.
    """
    from care.actions.roll_up_statistics import roll_up_all

    with opened(data_dir) as place:
        async with house(place) as home:
            steps = await roll_up_all(home, await tenant_of(home, code))
    print(f"{code}\t{steps} 步 / steps")
    return 0


async def release(code: Code, period: Period, /, *, data_dir: DataDir = None) -> int:
    """冻结一个时期的统计并编号；以后凭编号查询，永不改变。

    Freeze what readers see of a period under the next number, which is printed; `release` of the query reads it, and it
    never changes.
    """
    from api.local import local, whole
    from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics

    with opened(data_dir) as place:
        async with house(place) as home:
            tenant = await tenant_of(home, code)
            caller = local(tenant, Role.TENANT_ADMIN, home.clock())
            async with home.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
                frozen = await freeze_statistics(work, caller, FreezeStatistics(period))
    print(frozen.release)
    return 0


async def minimum(code: Code, least: Least = None, /, *, data_dir: DataDir = None) -> int:
    """设定或显示最小单元格：小于它的数不公布；只能高于或等于平台的 5。

    Set the least count that shows, or tell it. The worker or `refresh` makes figures up anew; releases keep theirs.
    """
    from api.local import local, whole
    from care.actions.set_statistics_minimum import SetStatisticsMinimum, set_statistics_minimum
    from care.statistics.minimum import minimum_of

    with opened(data_dir) as place:
        async with house(place) as home:
            tenant = await tenant_of(home, code)
            caller = local(tenant, Role.TENANT_ADMIN, home.clock())
            async with home.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
                if least is not None:
                    await set_statistics_minimum(work, caller, SetStatisticsMinimum(least))
                print(await minimum_of(work))
    return 0
