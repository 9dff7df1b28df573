"""`tonghu migrate`: the platform, the divisions, then every tenant."""

from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import opened


async def migrate(
    *,
    canary: Annotated[str | None, Parameter(help="先行租户代码 / Code of the tenant that goes first")] = None,
    data_dir: DataDir = None,
) -> int:
    """迁移平台与全部租户的数据库。

    Bring the platform and every tenant up to date. One tenant's failure does not stop the rest (only the first one's
    does); the exit code is 1 when any failed.
    """
    from rich.console import Console
    from rich.table import Table

    from care.divisions.load import load
    from tenants.upgrade import Upgraded, upgrade

    console = Console()
    table = Table("租户 tenant", "版本 revision", "结果 outcome")

    def told(upgraded: Upgraded) -> None:
        console.print(f"{upgraded.code}: {upgraded.error or upgraded.revision}", markup=False, highlight=False)

    with opened(data_dir) as place:
        done = await upgrade(place.url, master_key=place.master_key, load_divisions=load, canary=canary, told=told)
    for upgraded in done:
        table.add_row(upgraded.code, upgraded.revision or "", upgraded.error or "完成 done")
    console.print(table if done else "平台已是最新；尚无租户 / the platform is up to date; there are no tenants yet")
    return 1 if any(upgraded.error for upgraded in done) else 0
