"""The commands, as a person at a terminal meets them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tenants.logins import connect
from tests.support.places import MASTER_KEY

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., subprocess.CompletedProcess[str]]
TONGHU = "from api.cli import main; main()"


@pytest.fixture
def tonghu(fresh_url: str, tmp_path: Path) -> Run:
    """Runs a command on a database with fujian and jilin."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        surroundings = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")},
            "TONGHU_DATABASE_URL": fresh_url,
            "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
            "TONGHU_DATA_DIR": str(tmp_path),
            "COLUMNS": "200",
            **settings,
        }
        return subprocess.run(
            [sys.executable, "-c", TONGHU, *words],
            cwd=ROOT,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


async def test_onboards_a_province_by_its_name_alone(tonghu: Run) -> None:
    done = tonghu("tenant", "onboard", "yunnan")
    assert (done.returncode, done.stdout) == (0, "yunnan\t云南省\t530000000000\tACTIVE\n"), done.stderr
    assert tonghu("tenant", "onboard", "yunnan").returncode == 0
    listed = tonghu("tenant", "list").stdout
    for code in ("fujian", "jilin", "yunnan"):
        assert code in listed


async def test_says_why_a_tenant_cannot_be_onboarded(tonghu: Run) -> None:
    done = tonghu("tenant", "onboard", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "--division" in done.stderr
    assert "区划" in done.stderr
    assert "Traceback" not in done.stderr


async def test_migrates_and_shows_a_table(tonghu: Run) -> None:
    done = tonghu("migrate")
    assert done.returncode == 0, done.stderr
    assert "fujian" in done.stdout
    assert "完成 done" in done.stdout
    assert tonghu("migrate", "--canary", "nowhere").returncode == 1


async def test_a_tenant_that_fails_makes_the_exit_code_1(tonghu: Run, fresh_url: str) -> None:
    owner = await connect(fresh_url)
    await owner.execute("DROP TABLE t_jilin.alembic_version")  # its tables stand in the way of the first revision
    await owner.close()
    done = tonghu("migrate")
    assert done.returncode == 1
    assert "DuplicateTable" in done.stdout
    state = tonghu("tenant", "status", "jilin")
    assert state.returncode == 1
    assert "FAILED" in state.stdout
    assert tonghu("tenant", "status", "fujian").returncode == 0
    assert tonghu("tenant", "status", "nowhere").returncode == 1


async def test_refuses_another_master_key(tonghu: Run) -> None:
    for words in (("migrate",), ("tenant", "onboard", "fujian")):
        done = tonghu(*words, TONGHU_MASTER_KEY="00" * 32)
        assert done.returncode == 1
        assert "主密钥" in done.stderr


async def test_help_loads_no_command(tonghu: Run) -> None:
    loaded = (
        "import sys; from api.cli import build; build(); print([m for m in sys.modules if m.startswith('tenants')])"
    )
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert "migrate" in tonghu("--help").stdout
    assert "--data-dir" in tonghu("tenant", "onboard", "--help").stdout
