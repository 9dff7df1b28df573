"""A trail that was one table is carried over into months as it was: every row, its seal, and the chain."""

import shutil
from pathlib import Path
from typing import Any

from policies.seal import prove
from tenants.logins import connect
from tenants.provision import onboard
from tenants.revisions import TREES
from tenants.upgrade import upgrade, upgrade_platform
from tests.support.places import MASTER_KEY, load_divisions, open_house

FILL = """INSERT INTO t_fujian.audit_event (id, subject, action, kind, policy_version, division, reason)
SELECT (lpad(to_hex(ms), 12, '0') || '7000800000000000000' || n)::uuid, 'x@fujian', 'child:read',
    'child', '1', 350102001001, 'r' || n
FROM (VALUES (1, 1735689600000), (2, 1738368000000), (3, 1738368000001), (4, 253402300799000)) v(n, ms)"""
PARTS = "SELECT right(tableoid::regclass::text, 7) AS part FROM t_fujian.audit_event ORDER BY id"


def _later(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if "0021" <= name[:4] <= "9999"]


async def test_rows_and_seals_of_one_table_are_carried_into_months(empty: str, tmp_path: Path) -> None:
    older = tmp_path / "trees"
    shutil.copytree(TREES, older, ignore=_later)
    words: dict[str, Any] = {"master_key": MASTER_KEY}
    await upgrade_platform(empty, **words, load_divisions=load_divisions, trees=older)
    await onboard(empty, **words, code="fujian", trees=older)
    owner = await connect(empty)
    await owner.execute(FILL)
    assert await owner.fetchval("SELECT t_fujian.seal_audit(3)") == 3
    rows = "SELECT to_jsonb(e) AS row FROM t_fujian.audit_event e ORDER BY id"
    before = await owner.fetch(rows), await owner.fetch("SELECT * FROM t_fujian.audit_seal ORDER BY sequence")
    assert len(before[0]) == 4
    (done,) = await upgrade(empty, **words)
    assert done.error is None
    assert (await owner.fetch(rows), await owner.fetch("SELECT * FROM t_fujian.audit_seal ORDER BY sequence")) == before
    parts = [row["part"] for row in await owner.fetch(PARTS)]
    assert parts == ["2025_01", "2025_02", "2025_02", "t_other"]
    assert await owner.fetchval("SELECT t_fujian.seal_audit(3)") == 1
    async with open_house(empty) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        proof = await prove(owner, tenant, await house.keys(tenant))
    assert (proof.rows, proof.flaw) == (4, None)
    await owner.close()
