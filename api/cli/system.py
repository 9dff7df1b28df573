"""`tonghu system mapping|export`: what a system of record has to be told, as a workbook under columns one may edit."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of
from tenants.errors import TenancyError


def mapping(
    file: Annotated[Path, Parameter(help="对应表（.csv） / The table of columns to write")],
    /,
) -> int:
    """生成更新表的对应表：表头和台账字段，可用电子表格修改。

    Write the table of columns: a heading and a field of the ledger on each line. Edit it to fit the system's own
    template; a column without a field stays empty.
    """
    from care.ledgers.mapping import default_mapping, write_mapping

    write_mapping(file, default_mapping())
    print(file)
    return 0


async def export(
    tenant: Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. jilin")],
    file: Annotated[Path, Parameter(help="更新表（.xlsx） / File to write")],
    /,
    *,
    division: Annotated[int, Parameter(help="县（市、区）代码 / The county (12 digits)")],
    reason: Annotated[str, Parameter(help="用途（必填，记入审计） / Why; goes into the trail")],
    columns: Annotated[Path | None, Parameter(name="--mapping", help="对应表 / The table of columns")] = None,
    system: Annotated[str | None, Parameter(help="信息系统代码 / The system, where the rules name several")] = None,
    data_dir: DataDir = None,
) -> int:
    """导出上次回执以来有变更的儿童，含完整身份证号码和电话；录入后用 recordSystemUpdate 登记回执。

    Export the children of a county changed since the last receipt, closed files too, with whole numbers. The moment
    that is printed goes with the receipt (`takenAt` of recordSystemUpdate), which begins the next workbook.
    """
    from dataclasses import replace

    from api.local import acting
    from care.actions.export_system_update import ExportSystemUpdate, export_system_update
    from care.divisions.scope import covers, multirange
    from care.ledgers.mapping import MappingError, default_mapping, read_mapping
    from records.codes import ExternalSystem, Role

    try:
        mapped = read_mapping(columns) if columns else default_mapping()
    except MappingError as refusal:
        print(f"{refusal.zh}\n  {refusal.en}", file=sys.stderr)
        return 1
    if system is not None and system not in ExternalSystem.__members__:
        names = ", ".join(ExternalSystem)
        raise TenancyError(
            f"没有信息系统 {system}，应为：{names}", f"there is no system {system}; it is one of {names}"
        )
    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            if not covers([found.division], division):
                raise TenancyError(f"{division} 不在 {found.name}", f"{division} does not lie in {found.code}")
            caller = await acting(opened_house, found, Role.COUNTY_OFFICER)
            caller = replace(caller, areas=(division,), scope=multirange([division]))
            chosen = ExternalSystem[system] if system else None
            command = ExportSystemUpdate(file, division, reason, mapped, chosen)
            done = await export_system_update(opened_house, found, caller, command)
    print(f"{file}\t{done.rows}\t{done.taken_at.isoformat()}")
    return 0
