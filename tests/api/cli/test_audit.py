"""`tonghu audit verify|keep`, as a person at a terminal meets them."""

from pathlib import Path

import asyncpg
import pytest

from policies.audit import audit
from policies.local import local_caller
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.commands import Run, commands
from tests.support.places import NOW
from tests.support.trail import told_before

SECOND = "(SELECT event FROM t_fujian.audit_seal WHERE sequence = 2)"
SWAP = """UPDATE t_fujian.audit_seal SET sequence = -sequence WHERE sequence > 1;
UPDATE t_fujian.audit_seal SET sequence = 5 + sequence WHERE sequence < 0"""


@pytest.fixture
def verify(fresh_url: str, tmp_path: Path) -> Run:
    """Runs `tonghu audit verify ...` on a database with fujian and jilin."""
    return commands(fresh_url, tmp_path, "audit", "verify")


@pytest.fixture
async def told(house: House, fujian: Tenant) -> None:
    """Three rows of the trail that nobody has sealed."""
    who = local_caller(tenant="fujian", division=fujian.division, scope="{(,)}", user="x", now=NOW)
    for _ in range(3):
        async with house.work(fujian) as work:
            await audit(work, who, "child:update", object=uuid7(), kind="child")


async def test_what_is_no_longer_kept_goes_with_the_worker_and_verify_tells_of_its_checkpoint(
    verify: Run, fresh_url: str, tmp_path: Path, house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    keep = commands(fresh_url, tmp_path, "audit", "keep")
    await told_before(owner, house, fujian, 9, 8, 0)
    refused = keep("fujian", "--months", "5")
    assert refused.returncode == 1
    assert "至少保留 6 个月" in refused.stderr
    done = keep("fujian", "--months", "6")
    assert (done.returncode, done.stdout, done.stderr) == (0, "fujian\t6\n", "")
    worked = commands(fresh_url, tmp_path, "worker", "--once")()
    assert worked.returncode == 0
    assert "audit.drop" in worked.stdout + worked.stderr
    first, second = verify("fujian").stdout.splitlines()
    public = (await house.keys(fujian)).public.hex()
    assert first.split("\t")[1] == "2"
    assert second.split("\t")[1] == "检查点 checkpoint"
    assert second.split("\t")[2].startswith("2:")
    assert second.endswith(f"\t{public}")
    assert verify("fujian", "--head", second.split("\t")[2]).returncode == 0
    assert keep("fujian").stdout == "fujian\t全部 all\n"
    await owner.execute("UPDATE t_fujian.audit_checkpoint SET until = until + 31")
    done = verify("fujian")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not signed by the tenant" in done.stderr


@pytest.mark.usefixtures("told")
def test_seals_first_then_proves_the_chain_and_an_earlier_end_of_it(verify: Run) -> None:
    done = verify("fujian")
    assert (done.returncode, done.stderr) == (0, "")
    code, rows, head = done.stdout.strip().split("\t")
    assert (code, rows, head[:2], len(head)) == ("fujian", "3", "3:", 66)
    assert verify("fujian", "--head", head).returncode == 0
    other = verify("fujian", "--head", f"4:{head[2:]}")
    assert other.returncode == 1
    assert "不含" in other.stderr
    assert verify("jilin").stdout == f"jilin\t0\t0:{'0' * 64}\n"
    assert "没有租户" in verify("nowhere").stderr


@pytest.mark.parametrize(
    ("hand", "words"),
    [
        (f"UPDATE t_fujian.audit_event SET subject = 'other' WHERE id = {SECOND}", "was changed"),
        (f"DELETE FROM t_fujian.audit_event WHERE id = {SECOND}", "was removed"),
        (SWAP, "was put out of order"),
    ],
)
@pytest.mark.usefixtures("told")
async def test_names_the_first_row_that_a_superuser_touched(
    verify: Run, owner: asyncpg.Connection, hand: str, words: str
) -> None:
    assert verify("fujian").returncode == 0
    stands = 3 if hand is SWAP else 2
    second = await owner.fetchval("SELECT event FROM t_fujian.audit_seal WHERE sequence = $1", stands)
    await owner.execute(hand)
    done = verify("fujian")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"fujian\t2\t{second}\t")
    assert words in done.stderr
