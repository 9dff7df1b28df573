"""`tonghu audit verify`: proves that nothing of a tenant's trail was changed, removed or put in another order."""

import sys
from typing import Annotated

from cyclopts import Parameter

from api.opening import DataDir, house, opened, tenant_of


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
    anew. The exit code is 1 when a row was changed, removed, added or put out of order; the first such row is named.
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
        owner = await connect(place.url)
        try:
            proof = await prove(owner, found.schema)
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
    print(f"{found.code}\t{proof.rows}\t{proof.rows}:{proof.head.hex()}")
    return 0
