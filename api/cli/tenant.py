"""`tonghu tenant onboard|list|status`: giving provinces their place, and seeing how they are."""

from functools import partial
from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import opened
from settings import SHANGHAI


async def onboard(
    code: Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")],
    /,
    *,
    name: Annotated[str | None, Parameter(help="名称；默认取区划名称 / Name; by default the division's")] = None,
    division: Annotated[
        int | None, Parameter(help="12 位区划代码；省名拼音可省略 / Division code; a province's pinyin name needs none")
    ] = None,
    admin: Annotated[
        str | None, Parameter(help="首位租户管理员的登录名 / Subject of the first tenant administrator")
    ] = None,
    data_dir: DataDir = None,
) -> int:
    """开通租户；可重复执行，中断后再次执行即可补全。

    Give a province its place. It can be run again: what is there stays, what is missing is completed.
    """
    from getpass import getuser

    from care.actions.onboard_tenant import onboard_tenant
    from care.divisions.load import load
    from tenants.errors import NotMigrated
    from tenants.upgrade import upgrade_platform

    with opened(data_dir) as place:
        give = partial(
            onboard_tenant,
            place.url,
            master_key=place.master_key,
            cipher=place.settings.cipher,
            clock=place.settings.clock(),
            user=getuser(),
            code=code,
            name=name,
            division=division,
            admin=admin,
        )
        try:
            tenant = await give()
        except NotMigrated:
            await upgrade_platform(place.url, master_key=place.master_key, load_divisions=load)
            tenant = await give()
    print(f"{tenant.code}\t{tenant.name}\t{tenant.division}\t{tenant.status}")
    return 0


async def list_(*, data_dir: DataDir = None) -> int:
    """列出租户。

    List the tenants: code, name, division, status.
    """
    from rich.console import Console
    from rich.table import Table

    from tenants.states import states

    table = Table("代码 code", "名称 name", "区划 division", "状态 status")
    with opened(data_dir) as place:
        for state in await states(place.url):
            tenant = state.tenant
            table.add_row(tenant.code, tenant.name, str(tenant.division), tenant.status)
    Console().print(table)
    return 0


async def status(
    code: Annotated[str | None, Parameter(help="租户代码；默认全部 / Code of one tenant; all by default")] = None,
    /,
    *,
    data_dir: DataDir = None,
) -> int:
    """租户状态：版本与最近一次迁移。

    Show each tenant's revision and how its last migration ended. The exit code is 1 when one is not up to date.
    """
    from rich.console import Console
    from rich.table import Table

    from tenants.errors import TenancyError
    from tenants.states import states

    table = Table("代码 code", "状态 status", "架构 schema", "版本 revision", "最近迁移 last migration")
    with opened(data_dir) as place:
        found = [state for state in await states(place.url) if code in (None, state.tenant.code)]
    if code is not None and not found:
        raise TenancyError(f"没有租户 {code}", f"there is no tenant {code}")
    for state in found:
        revision = state.revision or "-"
        if not state.current:
            revision += f" (最新 newest {state.newest})"
        when = f"{state.finished.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if state.finished else ""
        last = " ".join(part for part in (state.outcome, when, state.message) if part)
        table.add_row(state.tenant.code, state.tenant.status, state.tenant.schema, revision, last)
    Console().print(table)
    return 0 if all(state.current for state in found) else 1
