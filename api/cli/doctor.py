"""`tonghu doctor`: what is wrong with an installation, by name, and what mends it."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from api.cli.options import DataDir
from api.opening import Opened, house, opened

if TYPE_CHECKING:
    from api.doctor.finding import Finding


async def doctor(*, data_dir: DataDir = None) -> int:
    """检查安装：数据库、迁移、连接、时钟、密钥、任务、事件、推送、短信、审计封存、统计；逐项说明问题与处理办法。

    Look at database, migrations, connections, clock, secrets, jobs, events, webhooks, messages to phones, seals and
    figures, and say of each trouble what it is and what mends it. The exit code is 1 when anything is wrong; what was
    given up more than three days ago, or is tried again by itself, is noted and does not count.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from api.doctor.finding import Finding
    from tenants.errors import TenancyError

    found: list[Finding] = []
    try:
        with opened(data_dir) as place:
            found += [one async for one in _looked(place)]
    except TenancyError as error:
        found.append(Finding("密钥与设置 secrets", str(error), "更正设置 / mend the settings"))
    table = Table(box=box.SIMPLE_HEAD)
    for head in ("", "检查 check", "情况 how it is", "处理 what to do"):
        table.add_column(head, overflow="fold")
    for one in found:
        mark = "[green]✓[/]" if one.well else "[yellow]![/]" if one.noted else "[red]✗[/]"
        table.add_row(mark, one.what, one.told, one.mend)
    console = Console()
    console.print(table)
    wrong, noted = sum(one.wrong for one in found), sum(one.noted for one in found)
    told = f"{wrong} 个问题 / {wrong} wrong" if wrong else "没有问题 / nothing wrong" if noted else ""
    more = f"；{noted} 项提醒 / {noted} to note" if noted else ""
    console.print(f"{told}{more}" or "一切正常 / all is well", highlight=False)
    return 1 if wrong else 0


async def _looked(place: Opened) -> "AsyncIterator[Finding]":
    import asyncpg

    from api.doctor import database, secrets, work
    from api.doctor.finding import Finding
    from tenants.errors import TenancyError
    from tenants.logins import connect

    try:
        owner = await connect(place.url)
    except (OSError, asyncpg.PostgresError) as error:
        mend = "检查 TONGHU_DATABASE_URL 与数据库服务 / look at TONGHU_DATABASE_URL and at the server"
        yield Finding(database.DATABASE, f"无法连接 / cannot be reached: {type(error).__name__}", mend)
        return
    try:
        yield await database.server(owner)
        yield await database.clock(owner)
        yield await database.room(owner, place.settings)
        yield await secrets.secrets(owner, place.settings)
        for one in (migrated := await database.revisions(owner, place.url)):
            yield one
        if any(one.wrong for one in migrated):
            return
        try:
            async with house(place) as opened_house:
                active = [tenant for tenant in await opened_house.tenants() if tenant.active]
                for one in await work.work(opened_house, owner, active, place.settings.ready_lag):
                    yield one
        except TenancyError as error:
            yield Finding(secrets.SECRETS, str(error), "更正 TONGHU_MASTER_KEY / give the right TONGHU_MASTER_KEY")
    finally:
        await owner.close()
