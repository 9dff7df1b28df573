"""`tonghu audit verify|keep`: proves that nothing of a tenant's trail was touched, and says how long it is kept."""

import sys
from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of


async def verify(
    tenant: Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")],
    /,
    *,
    head: Annotated[
        str | None, Parameter(help="以前打印的“行数:印记” / ROWS:SEAL that an earlier run has printed")
    ] = None,
    data_dir: DataDir = None,
) -> int:
    """校验审计链：先封存已提交的记录，再逐条核对。

    Seal what is committed, then prove the whole chain. Prints the number of rows and the last seal: kept outside of the
    database and given again with `--head`, it proves that the end of the chain was not cut off, nor the chain made
    anew. Where months were dropped, a second line tells of the checkpoint that stands for them: its seal, the first
    month kept, and the tenant's public key (Ed25519). The exit code is 1 when a row was changed, removed, added or put
    out of order, or the checkpoint is not the one that was signed; the first such row is named.
    """
    from policies.seal import BATCH, holds, prove, seal
    from tenants.logins import connect

    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            touched = BATCH
            while touched == BATCH:
                async with opened_house.work(found) as work:
                    touched = await seal(work)
            keys = await opened_house.keys(found)
        owner = await connect(place.url)
        try:
            proof = await prove(owner, found, keys)
            kept = True if head is None else await holds(owner, found.schema, head)
        finally:
            await owner.close()
    if proof.flaw is not None:
        zh, en = proof.flaw.value
        where = f"{proof.sequence or '-'}\t{proof.event or '-'}"
        print(f"{found.code}\t{where}\t审计记录{zh} / the row of the trail was {en}", file=sys.stderr)
        return 1
    if not kept:
        print(f"审计链不含 {head} / the chain does not hold {head}", file=sys.stderr)
        return 1
    print(f"{found.code}\t{proof.rows}\t{proof.end}:{proof.head.hex()}")
    if (point := proof.checkpoint) is not None:
        gone = f"{point.sequence}:{point.hash.hex()}\t{point.until:%Y-%m}\t{keys.public.hex()}"
        print(f"{found.code}\t检查点 checkpoint\t{gone}")
    return 0


async def keep(
    tenant: Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")],
    /,
    *,
    months: Annotated[int | None, Parameter(help="整月数；不给则全部保留 / Whole months; without it, all")] = None,
    data_dir: DataDir = None,
) -> int:
    """设定审计记录保留多少个整月；更早的由 worker 整月删除，并留下签名的检查点。

    Say how many whole months of the trail are kept beside the running one, six at least. The worker drops what is
    older, month by month, and leaves a signed checkpoint that `audit verify` goes on from. Without `--months`
    everything is kept, as it is where nobody has ever said so. Needs the rights of the database's owner.
    """
    from api.local import acting
    from care.actions.keep_trail import keep_trail
    from records.codes import Role
    from tenants.logins import connect
    from tenants.work import Work

    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            who = await acting(opened_house, found, Role.TENANT_ADMIN)
            keys = await opened_house.keys(found)
            owner = await connect(place.url)
            try:
                async with owner.transaction():
                    now = opened_house.clock()
                    work = Work(owner, tenant=found, keys=keys, scope=who.scope, subject=who.subject, now=now)
                    await keep_trail(work, who, months)
            finally:
                await owner.close()
    print(f"{found.code}\t{'全部 all' if months is None else months}")
    return 0
