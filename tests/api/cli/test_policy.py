"""Policies at the command line: checked against the table, explained by their lines, compared, applied."""

import csv
from pathlib import Path

import asyncpg
import pytest

from api.cli.policy import apply, check, diff, explain
from policies.source import baseline
from policies.table import EXPECTED
from records.codes import Role
from tenants.errors import TenancyError
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import MASTER_KEY, NOW

GULOU = 350102000000
LINES = f"""# 福建
p, COUNTY_OFFICER, fujian, child:special, show, deny
p, COUNTY_OFFICER, fujian, child:special, mask, allow
p, CHILD_DIRECTOR, fujian/{GULOU}, child:health, show, deny
"""


@pytest.fixture(autouse=True)
def here(fresh_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TONGHU_DATABASE_URL": fresh_url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(tmp_path / "data"),
        "TONGHU_NOW": NOW.isoformat(),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)


def put(folder: Path, text: str = LINES) -> Path:
    path = folder / "own.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_policies_give_what_is_expected(capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    assert "策略与预期一致" in capsys.readouterr().out


def test_each_difference_from_the_table_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[:2] != ["SCHOOL", "child"]]
    health = rows[0].index("health")
    for row in rows:
        if row[:2] == ["CHILD_DIRECTOR", "child"]:
            assert row[health] == "S"
            row[health] = "M"
    with (tmp_path / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert check(tmp_path / "expected.csv") == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "CHILD_DIRECTOR child health: M → S",
        "SCHOOL child rows: - → listed",
        *(f"SCHOOL child {part}: - → S" for part in ("basic", "staff", "aggregate")),
        "SCHOOL child actions: - → attended",
    ]
    assert "6 处不同" in told.err


async def test_tells_which_lines_decide(capsys: pytest.CaptureFixture[str]) -> None:
    assert await explain(Role.CHILD_DIRECTOR, "child", "read") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"儿童主任 CHILD_DIRECTOR: child read: area ({baseline().version})"
    assert [line.split(": ", 1)[1] for line in told[1:]] == [
        "g, CHILD_DIRECTOR, file_readers, *",
        "p, file_readers, *, child, area, allow",
    ]
    files = dict(baseline().files)
    for line in told[1:]:
        file, number = line.strip().split(": ", 1)[0].split(":")
        assert files[file].splitlines()[int(number) - 1] == line.split(": ", 1)[1]
    assert await explain(Role.TOWNSHIP, "child:health", "show") == 0
    told = capsys.readouterr().out.splitlines()
    assert "child:health show: deny" in told[0]
    assert not any("health" in line for line in told[1:])
    assert await explain(Role.SCHOOL, "visit", "record") == 0
    assert "没有相关策略行" in capsys.readouterr().out
    assert await explain(Role.SCHOOL, "vist", "record") == 1
    assert "没有这样的权限" in capsys.readouterr().err


async def test_explains_by_what_a_tenant_and_its_county_made_of_it(
    house: House, fujian: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await apply("fujian", put(tmp_path)) == 0
    capsys.readouterr()
    assert await explain(Role.COUNTY_OFFICER, "child:special", "read", tenant="fujian") == 0
    told = capsys.readouterr().out
    assert f"child:special read: mask ({baseline().version}+1)" in told
    assert "tenant:1: p, COUNTY_OFFICER, fujian, child:special, show, deny" in told
    for county, answer in ((None, "show"), (GULOU, "hide"), (GULOU + 1_000_000, "show")):
        assert await explain(Role.CHILD_DIRECTOR, "child:health", "read", tenant="fujian", county=county) == 0
        told = capsys.readouterr().out
        assert f"read: {'deny' if answer == 'hide' else answer} (" in told
        assert ("tenant:3: " in told) is (answer == "hide")
    assert await explain(Role.COUNTY_OFFICER, "child:special", "read", tenant="jilin") == 0
    assert f"read: show ({baseline().version})" in capsys.readouterr().out


async def test_compares_before_it_applies_and_then_has_nothing_more_to_do(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(tmp_path)
    assert await diff("fujian", file) == 0
    told = capsys.readouterr().out
    lines = [line.split() for line in told.splitlines() if line.strip().startswith("减少")]
    assert [(line[3], line[-3:]) for line in lines] == [
        ("COUNTY_OFFICER", ["child:special", "show", "mask"]),
        ("CHILD_DIRECTOR", ["child:health", "show", "hide"]),
    ]
    assert "增加 0 项，减少 2 项 / 0 gained, 2 lost" in told
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.policy_set") == 0
    assert await apply("fujian", file) == 0
    assert "已采用为第 1 版 / applied as version 1" in capsys.readouterr().out
    assert await apply("fujian", file) == 0
    assert "与第 1 版相同" in capsys.readouterr().out
    assert await diff("fujian", put(tmp_path, "p, SCHOOL, fujian, child:health, show, deny")) == 0
    told_both = capsys.readouterr()
    assert "增加 2 项，减少 0 项" in told_both.out
    assert "own.csv:1: BAD_USER_INPUT\n  此行不改变任何权限" in told_both.err


async def test_refuses_with_line_code_and_both_languages(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = put(tmp_path, "# wide\np, SCHOOL, fujian, child:health, show, allow\np, SCHOOL, fujian, report, file, deny")
    for run in (diff, apply):
        assert await run("fujian", wide) == 1
        told = capsys.readouterr().err
        assert "own.csv:2: RULE_RELAXATION\n  不得放宽：学校对 child:health 平台给予“hide”，此行给予“show”" in told
        assert "the platform gives SCHOOL hide of child:health, this line gives show" in told
        assert "own.csv:3: MANDATORY_RECIPIENT" in told
        assert await run("fujian", tmp_path / "missing.csv") == 1
        assert "无法读取文件" in capsys.readouterr().err
        with pytest.raises(TenancyError, match="没有租户"):
            await run("nowhere", wide)
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.policy_set") == 0


async def test_commands_act_under_the_tenants_policies(
    house: House, fujian: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from api.local import acting

    assert "ledger:export" in (await acting(house, fujian, Role.COUNTY_OFFICER)).permit.actions
    assert await apply("fujian", put(tmp_path, "p, COUNTY_OFFICER, fujian, ledger, export, deny")) == 0
    assert "ledger:export" not in (await acting(house, fujian, Role.COUNTY_OFFICER)).permit.actions
