"""Fujian's ledger form at the command line: what it refuses, and that every visit of a quarter stays (annex, A13)."""

from pathlib import Path
from typing import Any

import pytest

from care.ledgers.columns import BY_KEY
from tests.support.commands import Run, commands
from tests.support.ledgers import GOOD, read_book, write_book


@pytest.fixture
def ledger(fresh_url: str, tmp_path: Path) -> Run:
    return commands(fresh_url, tmp_path, "ledger")


def refused(ledger: Run, folder: Path, cells: dict[str, Any], *, because: str) -> None:
    write_book(folder / "in.xlsx", [GOOD | cells])
    done = ledger("import", "fujian", "in.xlsx")
    assert done.returncode == 2, done.stderr
    assert [cell.strip() for cell in done.stdout.splitlines()[3].strip("│").split("│")] == ["1", "0", "0", "0", "1"]
    book = str(read_book(folder / "in-错误.xlsx"))
    assert because in book


def test_fj17_no_benefit_and_a_minimum_allowance_exclude_each_other(ledger: Run, tmp_path: Path) -> None:
    refused(ledger, tmp_path, {"child.benefits": "无；低保500元/月"}, because="无")


def test_fj19_without_entrusted_care_there_is_no_carer(ledger: Run, tmp_path: Path) -> None:
    cells = {"carer.relation": "无委托照护", "carer.name": "王芳"}
    refused(ledger, tmp_path, cells, because=BY_KEY["carer.name"].heading)


def test_fj20_all_three_visits_of_a_quarter_are_kept_and_printed(ledger: Run, tmp_path: Path) -> None:
    days = "2026-04-08、2026-05-07、2026-06-06"
    write_book(tmp_path / "in.xlsx", [GOOD | {"household.risk": "中风险", "q2.time": days}])
    assert ledger("import", "fujian", "in.xlsx").returncode == 0
    assert ledger("export", "fujian", "out.xlsx", "--reason", "核对").returncode == 0
    printed = str(read_book(tmp_path / "out.xlsx"))
    for day in days.split("、"):
        assert day in printed
