"""Planning and applying a rulebook, as a person at a terminal meets it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from care.rulebooks.library import JURISDICTIONS
from tenants.house import House
from tenants.registry import Tenant
from tests.support.children import ROOT, kill
from tests.support.desks import JIANHAI, QINGCHENG, ZHONGSHAN
from tests.support.lawful import county, populate, visits
from tests.support.places import MASTER_KEY, NOW

Run = Callable[..., subprocess.CompletedProcess[str]]
TONGHU = "from api.cli import main; main()"
SLOW = f"""
from care.actions import walk
walk.BATCH = 1
told = walk.advance

async def slowly(*given):
    import asyncio
    await told(*given)
    await asyncio.sleep(0.3)

walk.advance = slowly
{TONGHU}
"""


@pytest.fixture
def surroundings(fresh_url: str, tmp_path: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": fresh_url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(tmp_path / "data"),
        "TONGHU_NOW": NOW.isoformat(),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }


@pytest.fixture
def tonghu(surroundings: dict[str, str], tmp_path: Path) -> Run:
    """Runs a command in a folder of the test's, on a database with fujian and jilin."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", TONGHU, *words],
            cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A county's file that asks for more visits."""
    name, text = county().file or ("", "")
    (tmp_path / name).write_text(text)
    return tmp_path / name


def cells(told: str, first: str) -> list[str]:
    """Give the cells of the one line of a table that begins with a word."""
    (line,) = (line for line in told.splitlines() if line.strip().startswith(first))
    return line.split()


async def test_plans_then_applies_then_has_nothing_more_to_do(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tonghu: Run, file: Path
) -> None:
    near, other, far = await populate(house, fujian, owner, ZHONGSHAN, QINGCHENG, JIANHAI)
    before = await visits(owner, fujian)

    planned = tonghu("rulebook", "plan", "fujian", file.name)
    assert planned.returncode == 0, planned.stderr
    assert "某地 gulou: - → " in planned.stdout
    assert cells(planned.stdout, "新增")[1] == "added"
    assert "gulou〔2026〕1号第一条" in planned.stdout
    assert "儿童 2 名，变动 2 名 / 2 children, 2 moved" in planned.stdout
    assert cells(planned.stdout, "入户走访")[-5:] == ["2", "0", "0", "0", "0"]
    assert "2/2" in planned.stderr
    assert await visits(owner, fujian) == before
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.applied_rulebook WHERE layer = 'gulou'") == 0

    applied = tonghu("rulebook", "apply", "fujian", file.name)
    assert applied.returncode == 0, applied.stderr
    assert "已采用；重新推导 2 名儿童 / applied; 2 children derived anew" in applied.stdout
    assert "2/2" in applied.stderr
    after = await visits(owner, fujian)
    assert after[far] == before[far]
    assert all(after[child][0] < before[child][0] for child in (near, other))
    row = await owner.fetchrow("SELECT applied_by, text FROM t_fujian.applied_rulebook WHERE layer = 'gulou'")
    assert row["applied_by"].startswith("local:")
    assert row["text"] == file.read_text()

    for command in ("plan", "apply"):
        again = tonghu("rulebook", command, "fujian", file.name)
        assert again.returncode == 0, again.stderr
        assert "与已采用的规则相同 / the same as what is applied" in again.stdout
    shown = tonghu("rulebook", "show", str(ZHONGSHAN), "--tenant", "fujian")
    assert "福建省 → 某地" in shown.stdout


def test_refuses_with_every_flaw_and_its_path(tonghu: Run, file: Path, tmp_path: Path) -> None:
    file.write_text(file.read_text().replace("value = 2", "value = 6"))
    for command in ("plan", "apply"):
        refused = tonghu("rulebook", command, "fujian", file.name)
        assert refused.returncode == 1
        for part in ("visit.household.maxInterval[LOW]: RULE_RELAXATION", "6 个月", "1 quarter", "闽民童〔2024〕33号"):
            assert part in refused.stderr
        outside = tonghu("rulebook", command, "jilin", file.name)
        assert outside.returncode == 1
        assert "layer.division: OUTSIDE" in outside.stderr
        missing = tonghu("rulebook", command, "fujian", "missing.toml")
        assert missing.returncode == 1
        assert "missing.toml: BAD_TOML" in missing.stderr
        nowhere = tonghu("rulebook", command, "nowhere")
        assert nowhere.returncode == 1
        assert "没有租户 nowhere" in nowhere.stderr
        assert "Traceback" not in refused.stderr + outside.stderr + missing.stderr + nowhere.stderr


def test_what_is_stricter_comes_before_what_is_only_told_in_other_words(tonghu: Run, tmp_path: Path) -> None:
    text = (JURISDICTIONS / "fujian.toml").read_text()
    low = 'for = ["LOW"]\nvalue = 1\nunit = "quarter"'
    assert low in text
    renewed = text.replace("until = 2026-10-31", "until = 2027-10-31", 1)
    changed = renewed.replace(low, 'for = ["LOW"]\nvalue = 2\nunit = "month"')
    (tmp_path / "fujian.toml").write_text(changed)
    planned = tonghu("rulebook", "plan", "fujian", "fujian.toml")
    assert planned.returncode == 0, planned.stderr
    words = [line.split()[1] for line in planned.stdout.splitlines() if line.startswith((" 更", " 变更"))]
    assert words[0] == "stricter"
    assert set(words[1:]) == {"other"}
    assert len(words) > 50


async def test_without_a_file_the_shipped_texts_are_applied(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tonghu: Run
) -> None:
    await owner.execute("DELETE FROM t_fujian.applied_rulebook")
    done = tonghu("rulebook", "apply", "fujian")
    assert done.returncode == 0, done.stderr
    rows = await owner.fetch("SELECT layer FROM t_fujian.applied_rulebook ORDER BY layer")
    assert [row["layer"] for row in rows] == ["fujian", "platform"]


@pytest.mark.parametrize("goes_on", [("worker", "--once"), ("rulebook", "apply", "fujian", "gulou.toml")])
async def test_a_walk_that_is_killed_is_ended_by_the_worker_or_by_the_same_command(
    house: House,
    fujian: Tenant,
    owner: asyncpg.Connection,
    tonghu: Run,
    surroundings: dict[str, str],
    file: Path,
    goes_on: tuple[str, ...],
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 6)
    words = [sys.executable, "-c", SLOW, "rulebook", "apply", "fujian", file.name]
    with subprocess.Popen(
        words, cwd=file.parent, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as walk:
        walked = "SELECT children FROM t_fujian.rederivation"
        for _ in range(600):
            if (await owner.fetchval(walked) or 0) >= 2 or walk.poll() is not None:
                break
            await asyncio.sleep(0.05)
        kill(walk)
    cut = await owner.fetchrow("SELECT * FROM t_fujian.rederivation")
    assert 2 <= cut["children"] < 6
    assert cut["finished_at"] is None
    done = tonghu(*goes_on)
    assert done.returncode == 0, done.stdout + done.stderr
    ended = await owner.fetchrow("SELECT * FROM t_fujian.rederivation")
    assert (ended["id"], ended["children"], ended["moved"]) == (cut["id"], 6, 6)
    assert ended["finished_at"] is not None
