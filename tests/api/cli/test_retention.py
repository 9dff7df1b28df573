"""`tonghu retention show|set|verify` at a terminal."""

from pathlib import Path

import asyncpg

from tenants.house import House
from tenants.registry import Tenant
from tests.support.commands import commands
from tests.support.desks import committing
from tests.support.forms import a_father
from tests.support.keeping import closed, erased


async def test_a_term_is_set_and_told_and_proofs_are_worked_out_again(
    fresh_url: str, house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    run, do = commands(fresh_url, tmp_path, "retention"), committing(house, fujian)
    assert run("show", "fujian").stdout.splitlines()[1] == "fujian\t-\t0\t0\t0\t0\t0"
    assert run("set", "fujian", "--months", "0", "--reason", "省厅规定").returncode == 1
    done = run("set", "fujian", "--months", "120", "--reason", "省厅规定")
    assert (done.returncode, done.stdout) == (0, "fujian\t120\n"), done.stderr
    (row,) = await owner.fetch("SELECT subject, role FROM t_fujian.audit_event WHERE action = 'retention:set'")
    assert (row["subject"].partition(":")[0], row["role"]) == ("local", "TENANT_ADMIN")

    child = await closed(do, owner, guardians=(a_father(),))
    assert run("show", "fujian").stdout.splitlines()[1] == "fujian\t120\t1\t0\t0\t0\t0"
    await erased(do, child)
    assert run("show", "fujian").stdout.splitlines()[1] == "fujian\t120\t0\t0\t0\t0\t1"
    good = run("verify", "fujian")
    assert (good.returncode, good.stdout.split("\t")[1][:1]) == (0, "1"), good.stderr

    await owner.execute("UPDATE t_fujian.erasure SET decided_by = 'somebody@fujian'")
    await owner.execute("UPDATE t_fujian.child SET erased_at = NULL")
    wrong = run("verify", "fujian")
    assert wrong.returncode == 1
    assert "证明被改动" in wrong.stderr
    assert "child 仍有内容" in wrong.stderr
