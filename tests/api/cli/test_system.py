"""The commands of the system of record, as a person at a terminal meets them."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from tests.support.commands import Run, commands
from tests.support.desks import GULOU, QINGCHENG, ZHONGSHAN
from tests.support.ledgers import TODAY


@pytest.fixture
def system(fresh_url: str, tmp_path: Path) -> Run:
    """Runs `tonghu system ...` in a folder of the test's, on a database with fujian and jilin."""
    return commands(fresh_url, tmp_path, "system")


def test_exports_the_changed_children_under_columns_that_somebody_edited(
    system: Run, fresh_url: str, tmp_path: Path
) -> None:
    rows = list(generate(8, seed=3, villages=[ZHONGSHAN, QINGCHENG], today=TODAY))
    write_ledger(tmp_path / "in.xlsx", rows, name="福建省", year=2026)
    done = commands(fresh_url, tmp_path, "ledger")("import", "fujian", "in.xlsx")
    assert done.returncode == 0, done.stderr

    assert system("mapping", "columns.csv").stdout == "columns.csv\n"
    table = (tmp_path / "columns.csv").read_text("utf-8-sig").splitlines()
    assert table[:2] == ["表头,字段", "姓名,child.name"]
    (tmp_path / "columns.csv").write_text("表头,字段\n儿童姓名,child.name\n状态,child.fileStatus\n", "utf-8")

    where = ("--division", str(GULOU), "--mapping", "columns.csv")
    refused = system("export", "fujian", "out.xlsx", *where, "--reason", " ")
    assert refused.returncode == 1
    assert "必填" in refused.stderr
    assert not (tmp_path / "out.xlsx").exists()

    out = system("export", "fujian", "out.xlsx", *where, "--reason", "季度更新")
    assert out.returncode == 0, out.stderr
    name, count, taken = out.stdout.split("\t")
    assert (name, count, taken[:5], taken.strip()[-6:]) == ("out.xlsx", "8", "2026-", "+08:00")
    head, *body = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_name("更新").to_python()
    assert head == ["儿童姓名", "状态"]
    assert sorted(str(row[0]) for row in body) == sorted(row.child.name for row in rows)
    assert {row[1] for row in body} == {"在管"}

    (tmp_path / "columns.csv").write_text("表头,字段\n儿童姓名,child.nam\n", "utf-8")
    wrong = system("export", "fujian", "other.xlsx", *where, "--reason", "季度更新")
    assert wrong.returncode == 1
    assert "对应表第2行" in wrong.stderr
