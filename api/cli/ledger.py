"""`tonghu ledger template|import|export`: the annex form as a workbook, out and in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of
from tenants.errors import TenancyError

if TYPE_CHECKING:
    from rich.console import Console

    from care.actions.import_ledger import Imported

Code = Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")]
Year = Annotated[int | None, Parameter(help="年度 / The ledger's year")]

SOME_REFUSED = 2


async def template(
    tenant: Code,
    file: Annotated[Path | None, Parameter(help="文件；默认为 租户-年度-台账模板.xlsx / File to write")] = None,
    /,
    *,
    year: Year = None,
    data_dir: DataDir = None,
) -> int:
    """生成台账模板（附件表）。

    Write the annex form as an empty workbook: one row per child, drop-downs, and a sheet that explains every column.
    """
    from care.ledgers.template import write_template

    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            chosen = year or opened_house.clock().year
    path = file or Path(f"{found.code}-{chosen}-台账模板.xlsx")
    write_template(path, name=found.name, year=chosen)
    print(path)
    return 0


async def import_(
    tenant: Code,
    file: Annotated[Path, Parameter(help="台账文件（.xlsx 或 .xls） / The ledger")],
    /,
    *,
    dry_run: Annotated[bool, Parameter(help="只检查，不写入 / Check only, write nothing")] = False,
    year: Year = None,
    errors: Annotated[Path | None, Parameter(help="错误行文件；默认在台账旁 / Where bad rows go")] = None,
    data_dir: DataDir = None,
) -> int:
    """导入台账；可重复执行，同一文件不会重复导入。

    Import a ledger. It can be run again at any time: the same file changes nothing. The exit code is 0 when every row
    was taken over, 2 when some went into the error book, 1 when the file as a whole was refused.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from api.local import acting
    from care.actions.catch_up import catch_up_all
    from care.actions.import_ledger import ImportLedger, import_ledger
    from care.ledgers.faults import LedgerError
    from records.codes import Role

    console = Console()
    command = ImportLedger(file, errors or file.with_name(f"{file.stem}-错误.xlsx"), year, dry_run)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            caller = await acting(opened_house, found, Role.TENANT_ADMIN)
            with Progress(*columns, console=Console(stderr=True)) as progress:
                task = progress.add_task("检查 / checking" if dry_run else "导入 / importing", total=None)

                def told(done: int, total: int) -> None:
                    progress.update(task, completed=done, total=total)

                try:
                    done = await import_ledger(opened_house, found, caller, command, told=told)
                except LedgerError as refusal:
                    progress.stop()
                    for one in refusal.faults:
                        print(f"{one.zh}\n  {one.en}", file=sys.stderr)
                    return 1
                if not dry_run:
                    deriving = progress.add_task("推算类别和职责 / deriving duties", total=done.new + done.changed)
                    await catch_up_all(opened_house, found, lambda count: progress.update(deriving, completed=count))
    _summary(console, done, dry_run=dry_run)
    return SOME_REFUSED if done.refused else 0


def _summary(console: "Console", done: "Imported", *, dry_run: bool) -> None:
    from rich.table import Table

    for doubt in done.doubts_of_file:
        console.print(f"{doubt.zh}\n  {doubt.en}", markup=False, highlight=False)
    table = Table("行 rows", "新建 new", "变更 changed", "未变 unchanged", "退回 refused")
    table.add_row(*(str(one) for one in (done.rows, done.new, done.changed, done.unchanged, done.refused)))
    console.print(table)
    for code, count in done.doubts.most_common():
        console.print(
            f"提醒 {count} 行：{code.zh}\n  warning for {count} rows: {code.en}", markup=False, highlight=False
        )
    if done.error_book:
        console.print(f"错误行 / bad rows: {done.error_book}", markup=False, highlight=False, soft_wrap=True)
    if dry_run:
        console.print("试运行，没有写入 / a dry run: nothing was written")


async def export(
    tenant: Code,
    file: Annotated[Path, Parameter(help="导出文件（.xlsx） / File to write")],
    /,
    *,
    reason: Annotated[str, Parameter(help="用途（必填，记入审计） / Why; goes into the trail")],
    year: Year = None,
    division: Annotated[int | None, Parameter(help="只导出此区划 / Only this place (12 digits)")] = None,
    data_dir: DataDir = None,
) -> int:
    """导出台账，含完整身份证号码和电话；用途记入审计，文件请在标明的日期前销毁。

    Export the ledger with whole resident ID and phone numbers. The reason goes into the trail and onto the file; the
    file says until when it may be kept. What is exported imports back equal.
    """
    from dataclasses import replace

    from api.local import acting
    from care.actions.export_ledger import ExportLedger, export_ledger
    from care.divisions.scope import covers, multirange
    from records.codes import Role

    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            caller = await acting(opened_house, found, Role.COUNTY_OFFICER)
            if division is not None:
                if not covers([found.division], division):
                    zh, en = f"{division} 不在 {found.name}", f"{division} does not lie in {found.code}"
                    raise TenancyError(zh, en)
                caller = replace(caller, areas=(division,), scope=multirange([division]))
            command = ExportLedger(file, reason, year or opened_house.clock().year)
            rows = await export_ledger(opened_house, found, caller, command)
    print(f"{file}\t{rows}")
    return 0
