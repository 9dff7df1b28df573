"""The ledger commands, as a person at a terminal meets them."""

from dataclasses import replace
from pathlib import Path

import pytest

from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from tests.support.commands import Run, commands
from tests.support.desks import QINGCHENG, ZHONGSHAN
from tests.support.ledgers import TODAY, read_book


@pytest.fixture
def ledger(fresh_url: str, tmp_path: Path) -> Run:
    """Runs `tonghu ledger ...` in a folder of the test's, on a database with fujian and jilin."""
    return commands(fresh_url, tmp_path, "ledger")


def test_writes_the_empty_form_of_a_tenant(ledger: Run, tmp_path: Path) -> None:
    done = ledger("template", "fujian")
    assert (done.returncode, done.stdout) == (0, "fujian-2026-台账模板.xlsx\n"), done.stderr
    assert (tmp_path / "fujian-2026-台账模板.xlsx").stat().st_size > 10_000
    assert ledger("template", "fujian", "other.xlsx", "--year", "2025").stdout == "other.xlsx\n"
    assert (tmp_path / "other.xlsx").exists()


def test_says_that_there_is_no_such_tenant(ledger: Run) -> None:
    done = ledger("template", "nowhere")
    assert done.returncode == 1
    assert "没有租户 nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_imports_exports_and_tells_how_it_went(ledger: Run, tmp_path: Path) -> None:
    rows = list(generate(30, seed=3, villages=[ZHONGSHAN, QINGCHENG], today=TODAY))
    write_ledger(tmp_path / "in.xlsx", rows, name="福建省", year=2026)

    dry = ledger("import", "fujian", "in.xlsx", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "nothing was written" in dry.stdout
    assert "30/30" in dry.stderr

    done = ledger("import", "fujian", "in.xlsx")
    assert done.returncode == 0, done.stderr
    assert [cell.strip() for cell in done.stdout.splitlines()[3].strip("│").split("│")] == ["30", "30", "0", "0", "0"]

    silent = ledger("export", "fujian", "out.xlsx")
    assert silent.returncode != 0
    assert "--reason" in silent.stdout + silent.stderr
    refused = ledger("export", "fujian", "out.xlsx", "--reason", " ")
    assert refused.returncode == 1
    assert "必填" in refused.stderr
    assert not (tmp_path / "out.xlsx").exists()

    out = ledger("export", "fujian", "out.xlsx", "--reason", "年度核对")
    assert (out.returncode, out.stdout) == (0, "out.xlsx\t30\n"), out.stderr
    assert [reading.row for reading in read_book(tmp_path / "out.xlsx")] == sorted(
        rows, key=lambda row: row.child.division
    )
    part = ledger("export", "fujian", "part.xlsx", "--reason", "核对", "--division", str(QINGCHENG))
    assert part.stdout == f"part.xlsx\t{sum(row.child.division == QINGCHENG for row in rows)}\n"
    outside = ledger("export", "fujian", "jilin.xlsx", "--reason", "核对", "--division", "220000000000")
    assert outside.returncode == 1
    assert "220000000000" in outside.stderr


def test_bad_rows_go_into_a_book_beside_the_ledger(ledger: Run, tmp_path: Path) -> None:
    first, second = generate(2, seed=3, villages=[ZHONGSHAN], today=TODAY)
    bad = replace(second, child=replace(second.child, division=110101001001))
    write_ledger(tmp_path / "in.xlsx", [first, bad], name="福建省", year=2026)
    done = ledger("import", "fujian", "in.xlsx")
    assert done.returncode == 2
    assert "in-错误.xlsx" in done.stdout
    assert [reading.row for reading in read_book(tmp_path / "in-错误.xlsx")] == [bad]
    named = ledger("import", "fujian", "in.xlsx", "--errors", "bad.xlsx", "--dry-run")
    assert "bad.xlsx" in named.stdout
    assert (tmp_path / "bad.xlsx").exists()


def test_a_file_that_is_no_ledger_is_refused_in_both_languages(ledger: Run, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_text("姓名,性别\n")
    done = ledger("import", "fujian", "in.xlsx")
    assert done.returncode == 1
    assert "CSV" in done.stderr
    assert "not an Excel workbook" in done.stderr
    assert "Traceback" not in done.stderr
