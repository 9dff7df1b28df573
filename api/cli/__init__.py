"""The command line: which commands there are. Each stands in a file of its own, loaded when it is called.

A command is an `async def` (or a plain function) with `data_dir: DataDir = None`; it gets what it works on from
`api.opening` and returns its exit code, or None for 0.
"""

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import App

COMMANDS = (
    ("demo", "api.cli.demo:demo", "启动演示 / Start the demo: four provinces with synthetic children"),
    ("serve", "api.cli.serve:serve", "启动接口服务 / Serve the API"),
    (
        "migrate",
        "api.cli.migrate:migrate",
        "迁移平台与全部租户的数据库 / Bring the platform and every tenant up to date",
    ),
    (
        "tenant onboard",
        "api.cli.tenant:onboard",
        "开通租户 / Give a province its place, or complete one that was begun",
    ),
    ("tenant list", "api.cli.tenant:list_", "列出租户 / List the tenants"),
    ("ledger template", "api.cli.ledger:template", "生成台账模板 / Write the empty ledger form"),
    ("ledger import", "api.cli.ledger:import_", "导入台账 / Import a ledger"),
    ("ledger export", "api.cli.ledger:export", "导出台账 / Export a ledger, for a stated reason"),
    ("system mapping", "api.cli.system:mapping", "生成更新表的对应表 / Write the table of columns of an update"),
    ("system export", "api.cli.system:export", "导出待更新儿童 / Export the children changed since the last receipt"),
    ("audit verify", "api.cli.audit:verify", "校验审计链 / Prove that nothing of the trail was changed or removed"),
    ("audit keep", "api.cli.audit:keep", "设定审计记录保留期 / Say how many months of the trail are kept"),
    ("rulebook check", "api.cli.rulebook:check", "检查规则文件 / Check a rulebook file, or all that are shipped"),
    ("rulebook show", "api.cli.rulebook:show", "显示某地某日的规则 / Show the rules in force in a place on a day"),
    ("rulebook plan", "api.cli.rulebook_change:plan", "测算规则变更的影响 / Tell what a changed rulebook would move"),
    ("rulebook apply", "api.cli.rulebook_change:apply", "采用规则并重新推导 / Make a rulebook a tenant's law"),
    ("rulebook diff", "api.cli.rulebook:diff", "比较两个规则文件 / Compare two rulebook files"),
    ("policy check", "api.cli.policy:check", "核对平台策略与预期表 / Compare the policies with the expected table"),
    ("policy explain", "api.cli.policy:explain", "说明由哪些策略行决定 / Tell which policy lines decide"),
    ("policy diff", "api.cli.policy:diff", "比较：谁的权限增减 / Tell who would gain and who would lose"),
    ("policy apply", "api.cli.policy:apply", "采用租户自己的策略 / Make a file a tenant's own policies"),
    ("statistics refresh", "api.cli.statistics:refresh", "更新统计 / Bring the figures of a tenant up to date"),
    ("statistics minimum", "api.cli.statistics:minimum", "最小单元格 / The least count that statistics show"),
    ("statistics release", "api.cli.statistics:release", "发布统计 / Freeze the figures of a period under a number"),
    ("retention show", "api.cli.retention:show", "档案保管情况 / Show the term and how many files it concerns"),
    ("retention set", "api.cli.retention:set_", "设定保管期限 / Set how long closed files are kept"),
    ("retention verify", "api.cli.retention:verify", "校验删除证明 / Prove that what was erased is gone"),
    ("keys rotate", "api.cli.keys:rotate", "更换密钥 / Replace a tenant's data key, or the master key"),
    ("token", "api.cli.token:token", "签发演示令牌 / Print a demo token for a persona"),
    ("worker", "api.cli.worker:worker", "后台任务 / Do what happens later, for every tenant"),
    ("doctor", "api.cli.doctor:doctor", "检查安装并说明如何处理 / Say what is wrong, and what mends it"),
    ("schema print", "api.cli.schema:print_", "打印接口定义 / Print the SDL"),
    ("schema check", "api.cli.schema:check", "核对接口变更 / Check the schema against the last release"),
    ("schema usage", "api.cli.schema:usage", "弃用元素的使用 / Show who still uses what is deprecated"),
    ("schema documents add", "api.cli.documents:add", "登记查询 / Trust the documents of a manifest"),
    ("schema documents remove", "api.cli.documents:remove", "撤销登记 / Trust documents no more"),
    ("schema documents demand", "api.cli.documents:demand", "只接受已登记的查询 / Answer trusted documents alone"),
    ("schema documents list", "api.cli.documents:list_", "列出已登记的查询 / List what is trusted"),
    ("bench", "api.cli.bench:bench", "测速 / Measure the server beside others; from a clone"),
    ("schema errors", "api.cli.schema:errors", "打印错误代码 / Print the codes of errors"),
    ("tenant status", "api.cli.tenant:status", "租户状态 / Show revision and last migration of tenants"),
)

GROUPS = {
    "audit": "审计 / The trail",
    "keys": "密钥 / Keys",
    "ledger": "台账 / Ledgers",
    "rulebook": "规则 / Rulebooks",
    "system": "信息系统更新 / Systems of record",
    "policy": "策略 / Policies",
    "statistics": "统计 / Statistics",
    "retention": "档案保管 / Keeping",
    "schema": "接口定义 / The schema",
    "schema documents": "登记的查询 / Trusted documents",
    "tenant": "租户 / Tenants",
}


def build() -> "App":
    """Put the commands together; none of them is imported by that."""
    from cyclopts import App  # a process that serves goes without (`api.node`)

    app = App(
        name="tonghu", help="童护：儿童关爱数据服务 / Tonghu: the backend for the care of children", version=_version
    )
    groups = {"": app}
    for words, text in GROUPS.items():
        above, _, name = words.rpartition(" ")
        groups[words] = App(name=name, help=text)
        groups[above].command(groups[words])
    for words, target, text in COMMANDS:
        above, _, name = words.rpartition(" ")
        groups[above].command(target, name=name, help=text)
    return app


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    ending_told(build())


def ending_told(run: Callable[[], object]) -> None:
    """Run something on uvloop to its end; what goes wrong is told, and ends the process with 1."""
    gc.disable()  # until the command is loaded (`api.opening`): looking through what stays takes a fifth of that time
    with suppress(ImportError):  # not there on Windows
        import uvloop

        uvloop.install()
    try:
        run()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 (the last door: an own fault, too, is told without the values in it)
        from api.cli.faults import explained, fault

        print(explained(error) or fault(error), file=sys.stderr)
        sys.exit(1)


def _version() -> str:
    from importlib.metadata import version

    return version("tonghu")
