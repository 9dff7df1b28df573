"""A ledger read by another process: the same ledger, the same errors, and no process left behind."""

import os
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from care.ledgers.aside.listening import read_aside
from care.ledgers.aside.wire import CHUNK, LENGTH, pack, unpack
from care.ledgers.faults import FaultCode, LedgerError
from care.ledgers.generator import generate
from care.ledgers.reading import Reading
from care.ledgers.row import LedgerRow
from care.ledgers.workbook import open_ledger
from care.ledgers.writing import write_ledger
from tests.support.children import begin, eventually, kill
from tests.support.desks import MENGSHAN, QINGCHENG, ZHONGSHAN
from tests.support.ledger_rows import rows
from tests.support.ledgers import GOOD, TODAY, write_book

LONG = 4_000  # rows that no pipe holds


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("aside") / "long.xlsx"
    drawn = generate(LONG, seed=8, villages=[ZHONGSHAN, QINGCHENG, MENGSHAN], today=TODAY)
    write_ledger(path, drawn, name="福建省", year=2026)
    return path


def readers(path: Path) -> list[int]:
    """Give the processes that read a file."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"care.ledgers.aside.process" in words and bytes(path) in words:
                found.append(int(entry.name))
    return found


def at_rest(process: int) -> bool:
    """Tell whether a process computes nothing for a while."""

    def spent() -> list[str]:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]

    before = spent()
    time.sleep(0.3)
    return spent() == before


def broken(path: Path, target: Path) -> Path:
    """Copy a workbook in whose last row a cell has lost its place."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                at = part.rindex(b'<c r="')
                part = part[:at] + b'<c x="' + part[at + 6 :]
            copy.writestr(name, part)
    return target


async def hear(path: Path, each: Callable[[Reading], object], *, year: int | None = None) -> None:
    """Hear a ledger to its end."""
    async with read_aside(path, today=TODAY, year=year) as ledger:
        async for chunk in ledger.chunks:
            for reading in chunk:
                each(reading)


async def test_another_process_tells_what_this_one_would_read(tmp_path: Path) -> None:
    bad = {**GOOD, "child.name": "陈小红", "child.birth": "2015-13-40", "child.ethnicity": "外星族"}
    path = write_book(tmp_path / "a.xlsx", [GOOD, bad, {**GOOD, "child.sex": "女"}])
    with open_ledger(path, today=TODAY) as here:
        async with read_aside(path, today=TODAY) as there:
            assert (there.told.year, there.told.rows) == (here.year, here.rows)
            assert (there.told.doubts, there.told.positions) == (here.doubts, here.positions)
            assert [chunk async for chunk in there.chunks] == [list(here.readings)]


async def test_a_long_ledger_comes_whole_and_in_order(long: Path) -> None:
    found: list[Reading] = []
    await hear(long, found.append)
    with open_ledger(long, today=TODAY) as here:
        assert found == list(here.readings)


@given(rows())
def test_what_a_row_may_say_goes_through_the_pipe(row: LedgerRow) -> None:
    sent = [Reading(7, row, (), ["甲", 1.5, True])]
    packed = pack(sent)
    assert LENGTH.unpack(packed[: LENGTH.size]) == (len(packed) - LENGTH.size,)
    assert unpack(packed[LENGTH.size :]) == sent


async def test_the_year_that_is_asked_for_is_the_ledgers(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD], title=None)
    async with read_aside(path, today=TODAY, year=2025) as ledger:
        assert ledger.told.year == 2025
    with pytest.raises(LedgerError) as raised:
        await hear(path, print)
    assert [one.code for one in raised.value.faults] == [FaultCode.YEAR_MISSING]


async def test_why_a_file_is_no_ledger_is_said_in_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\3\4 but no workbook")
    with pytest.raises(LedgerError) as there:
        await hear(path, print)
    with pytest.raises(LedgerError) as here, open_ledger(path, today=TODAY):
        pass
    assert there.value.faults == here.value.faults
    assert str(there.value) == str(here.value)


async def test_damage_far_down_is_told_when_it_is_met(long: Path, tmp_path: Path) -> None:
    path = broken(long, tmp_path / "broken.xlsx")
    found: list[Reading] = []
    with pytest.raises(LedgerError) as raised:
        await hear(path, found.append)
    assert [one.code for one in raised.value.faults] == [FaultCode.UNPLACED]
    assert 0 < len(found) < LONG
    assert not readers(path)


async def test_it_runs_no_further_ahead_than_the_pipe_holds_and_ends_with_the_context(long: Path) -> None:
    async with read_aside(long, today=TODAY) as ledger:
        assert len(await anext(ledger.chunks)) == CHUNK
        (reader,) = readers(long)
        assert eventually(lambda: at_rest(reader))
        assert readers(long) == [reader]
    assert not readers(long)


async def test_a_lost_reader_is_no_end_of_the_ledger(long: Path) -> None:
    def shoot(_: Reading) -> None:
        for reader in readers(long):
            os.kill(reader, signal.SIGKILL)

    with pytest.raises(LedgerError) as raised:
        await hear(long, shoot)
    assert [one.code for one in raised.value.faults] == [FaultCode.READER_LOST]


READING = """
import asyncio, sys
from datetime import date
from pathlib import Path
from care.ledgers.aside.listening import read_aside

async def main(path):
    async with read_aside(Path(path), today=date(2026, 11, 22)) as ledger:
        await anext(ledger.chunks)
        print("heard", flush=True)
        await asyncio.sleep(600)

asyncio.run(main(sys.argv[1]))
"""


async def test_nobody_reads_on_for_a_process_that_was_killed(long: Path) -> None:
    with begin(READING, str(long)) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().strip() == "heard"
        assert len(readers(long)) == 1
        kill(parent)
    assert eventually(lambda: not readers(long))
