"""`tonghu statistics refresh|release|minimum` at a terminal."""

from pathlib import Path

from care.actions.register_child import register_child
from tenants.house import House
from tenants.registry import Tenant
from tests.support.commands import commands
from tests.support.desks import COUNTY
from tests.support.forms import without_number
from tests.support.places import NOW


async def test_refresh_and_release(fresh_url: str, house: House, fujian: Tenant, tmp_path: Path) -> None:
    run = commands(fresh_url, tmp_path)
    early = run("statistics", "release", "fujian", f"{NOW:%Y-%m}")
    assert (early.returncode, early.stdout) == (1, "")
    assert "尚无统计数据" in early.stderr
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        await register_child(work, COUNTY, without_number())
    done = run("statistics", "refresh", "fujian")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("fujian\t")
    for number in ("1", "2"):
        frozen = run("statistics", "release", "fujian", f"{NOW:%Y-%m}")
        assert (frozen.returncode, frozen.stdout) == (0, f"{number}\n"), frozen.stderr
    wrong = run("statistics", "release", "fujian", "2026-3")
    assert wrong.returncode == 1
    assert "2026Q1" in wrong.stderr
    assert run("statistics", "refresh", "nowhere").returncode == 1
    assert (
        run("statistics", "minimum", "fujian", "10").stdout == run("statistics", "minimum", "fujian").stdout == "10\n"
    )
    low = run("statistics", "minimum", "fujian", "4")
    assert (low.returncode, "5、10、15、20" in low.stderr) == (1, True)
