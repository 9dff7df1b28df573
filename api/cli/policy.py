"""`tonghu policy check|explain|diff|apply`: who may what, why, and what a tenant makes of it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of
from records.codes import Role

if TYPE_CHECKING:
    from rich.console import Console

    from care.actions.apply_policy import Applied
    from policies.changes import Change
    from policies.refusal import Refusal
    from policies.source import PolicySet

Code = Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")]
File = Annotated[
    Path, Parameter(help="策略文件（.csv），写明该租户及其各县的全部策略行 / The tenant's whole policy file")
]


def check(
    expected: Annotated[
        Path | None, Parameter(help="预期表；默认为随附的 policies/expected.csv / The table to compare with")
    ] = None,
    /,
) -> int:
    """检查平台策略：与已提交的预期表（角色 x 类型 x 类别 x 操作）逐项比较，列出每处不同。

    Compare what the platform's policy files give with the committed table of expected decisions, and name each
    difference. The exit code is 0 when there is none.
    """
    from policies.source import baseline
    from policies.table import EXPECTED, differences, read_expected, table

    found = list(differences(read_expected(expected or EXPECTED), list(table(baseline()))))
    for one in found:
        print(f"{one.role} {one.object} {one.column}: {one.expected or '-'} → {one.given or '-'}")
    if found:
        print(f"{len(found)} 处不同（预期 → 实际） / {len(found)} differences (expected → given)", file=sys.stderr)
        return 1
    print("策略与预期一致 / the policies give what is expected")
    return 0


async def explain(
    role: Annotated[Role, Parameter(help="角色 / Role, e.g. TOWNSHIP")],
    object_: Annotated[str, Parameter(help="类型，或类型:字段类别 / Type or type:class, e.g. child:health")],
    action: Annotated[str, Parameter(help="操作、read、show、mask 或 area、listed、own / Action")],
    /,
    *,
    tenant: Annotated[str | None, Parameter(help="按此租户的策略 / By this tenant's policies")] = None,
    county: Annotated[int | None, Parameter(help="按此县的策略，12 位 / By this county's, 12 digits")] = None,
    data_dir: DataDir = None,
) -> int:
    """说明某角色能否进行某操作，以及由哪些策略行决定。

    Tell whether a role may do something, and which policy lines decide. Without a tenant: by the platform's own
    policies. `read` asks for rows of a type, or for the sight of a field class.
    """
    from policies.deciding import answered, deciding, domains, question
    from policies.permits import binding, permit
    from policies.source import baseline
    from policies.vocabulary import asked_for

    asked = question(object_, action)
    if not asked_for(asked.obj, asked.acts):
        print(
            f"没有这样的权限：{object_} {action} / no policy speaks of {object_} {action}",
            file=sys.stderr,
        )
        return 1
    policies = baseline() if tenant is None else await _standing(tenant, data_dir)
    code = tenant or "*"
    counties = () if county is None else binding(policies, [county])
    answer = answered(permit(policies, role, code, counties), asked)
    word = "deny" if answer is None else "allow" if answer == action else answer
    print(f"{role.zh} {role.value}: {object_} {action}: {word} ({policies.version})")
    (domain,) = domains(policies, code, counties)
    lines = list(deciding(policies, role, domain, asked))
    for one in lines:
        print(f"  {one.place}: {one.text}")
    if not lines:
        print("  没有相关策略行，因此不允许 / no line speaks of it, so it is denied")
    return 0


async def diff(tenant: Code, file: File, /, *, data_dir: DataDir = None) -> int:
    """比较：采用此策略文件后，谁的权限增加，谁的减少。不作任何更改。

    Tell who would gain and who would lose by a policy file, before it is applied. Nothing changes.
    """
    return await _run(tenant, file, data_dir, apply=False)


async def apply(tenant: Code, file: File, /, *, data_dir: DataDir = None) -> int:
    """采用策略文件，作为该租户的新版策略；从下一个请求起生效。

    Make a policy file the tenant's own policies, as a new version; every process answers by it from its next request
    on. The file has all lines of the tenant and its counties: a line that is left out no longer narrows anything.
    """
    return await _run(tenant, file, data_dir, apply=True)


async def _run(code: str, file: Path, data_dir: Path | None, *, apply: bool) -> int:
    from rich.console import Console

    from api.local import acting, whole
    from care.actions.apply_policy import ApplyPolicy, apply_policy, plan_policy
    from policies.refusal import Refused

    text = _read(file)
    if text is None:
        return 1
    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, code)
            caller = await acting(opened_house, found, Role.TENANT_ADMIN)
            run = apply_policy if apply else plan_policy
            try:
                async with opened_house.work(found, scope=whole(found), subject=caller.subject) as work:
                    done = await run(work, caller, ApplyPolicy(text))
            except Refused as refused:
                _warn(file, refused.refusals)
                return 1
    _tell(Console(), file, done, apply=apply)
    return 0


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        print(f"{file}: 无法读取文件（应为 UTF-8） / cannot be read as UTF-8", file=sys.stderr)
        return None


def _tell(console: "Console", file: Path, done: "Applied", *, apply: bool) -> None:
    _warn(file, done.idle)
    if done.changes:
        console.print(_table(done.changes))
    gains = sum(one.gains for one in done.changes)
    losses = len(done.changes) - gains
    print(f"增加 {gains} 项，减少 {losses} 项 / {gains} gained, {losses} lost")
    if not done.new:
        print(f"与第 {done.version} 版相同 / the same as version {done.version}")
    elif apply:
        print(f"已采用为第 {done.version} 版 / applied as version {done.version}")


def _table(changes: "Iterable[Change]") -> object:
    from api.cli.rules_told import table

    rows = table("变化 change", "角色 role", "范围 where", "对象 object", "原 before", "现 after")
    for one in changes:
        direction = "增加 gains" if one.gains else "减少 loses"
        place = "全部 all" if one.county is None else str(one.county)
        rows.add_row(direction, f"{one.role.zh} {one.role.value}", place, one.object, one.before, one.after)
    return rows


def _warn(file: Path, refusals: "Iterable[Refusal]") -> None:
    for one in refusals:
        where = f"{file.name}:{one.path[1]}" if len(one.path) > 1 else file.name
        print(f"{where}: {one.code}\n  {one.zh}\n  {one.en}", file=sys.stderr)


async def _standing(code: str, data_dir: Path | None) -> "PolicySet":
    from policies.standing import Standing

    with opened(data_dir) as place:
        async with house(place) as opened_house:
            return await Standing().now(opened_house, await tenant_of(opened_house, code))
