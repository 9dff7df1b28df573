"""`tonghu retention show|set|verify`: how long a tenant keeps closed files, and the proofs of what was erased."""

import sys
from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of
from records.codes import Role

Code = Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")]


async def show(code: Code, /, *, data_dir: DataDir = None) -> int:
    """显示保管期限，以及结案、到期待归档、已归档、保全中的档案数。

    Show the term (`-` for none), and how many files are closed, ripe for archiving, archived, held and erased.
    """
    from care.actions.retention.standing import standing

    with opened(data_dir) as place:
        async with house(place) as home, home.work(await tenant_of(home, code)) as work:
            found = await standing(work)
    months = "-" if found.months is None else found.months
    numbers = (found.closed, found.ripe, found.archived, found.held, found.erased)
    print("租户\t期限（月）\t结案\t到期\t归档\t保全\t已删除")
    print("\t".join(map(str, (code, months, *numbers))))
    return 0


async def set_(
    code: Code,
    /,
    *,
    months: Annotated[
        int | None,
        Parameter(help="结案后保管的月数；不填表示不自动归档 / Months after the closing; none: never by itself"),
    ] = None,
    reason: Annotated[str, Parameter(help="理由，例如文件依据 / Why, such as the document that asks it")],
    data_dir: DataDir = None,
) -> int:
    """设定保管期限：结案档案满期后由后台任务归档。

    Set for how many months a closed file is kept before the worker archives it, from its next round on.
    """
    from api.local import acting, whole
    from care.actions.set_retention_term import SetRetentionTerm, set_retention_term

    with opened(data_dir) as place:
        async with house(place) as home:
            tenant = await tenant_of(home, code)
            caller = await acting(home, tenant, Role.TENANT_ADMIN)
            async with home.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
                await set_retention_term(work, caller, SetRetentionTerm(reason, months))
    print(f"{code}\t{'-' if months is None else months}")
    return 0


async def verify(code: Code, /, *, data_dir: DataDir = None) -> int:
    """校验删除证明：逐一重新计算摘要，并确认应删除的内容确已不在。

    Work every proof of an erasure out again, and look whether anything that it says is gone is found. The exit code is
    1 when a proof was changed or something is there; each is named.
    """
    from care.actions.retention.proof import proved

    with opened(data_dir) as place:
        async with house(place) as home, home.work(await tenant_of(home, code)) as work:
            proofs = await proved(work)
    wrong = [proof for proof in proofs if proof.changed or proof.left]
    for proof in wrong:
        said = ["证明被改动 / the proof was changed"] if proof.changed else []
        said += [f"{table} 仍有内容 / still holds rows" for table in proof.left]
        print(f"{code}\t{proof.erasure}\t{'；'.join(said)}", file=sys.stderr)
    print(f"{code}\t{len(proofs)} 份删除证明 / proofs of erasures")
    return 1 if wrong else 0
