"""Files as they come: re-ordered, renamed, merged, old, damaged, hostile."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from care.ledgers.columns import COLUMNS
from care.ledgers.faults import FaultCode, LedgerError
from care.ledgers.kind import Raw
from care.ledgers.workbook import container, open_ledger, slices
from tests.support.ledgers import BOY, GOOD, TITLE, TODAY, codes, read_book, write_book

F = FaultCode
KEYS = [column.key for column in COLUMNS]


def refusal(path: Path) -> dict[FaultCode, str]:
    """Open a file that must be refused as a whole, and give what is said."""
    with pytest.raises(LedgerError) as raised, open_ledger(path, today=TODAY) as ledger:
        list(ledger.readings)
    assert all(one.zh and one.en and "{" not in one.zh + one.en for one in raised.value.faults)
    return {one.code: one.zh for one in raised.value.faults}


def test_reads_rows_with_their_numbers(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD, {}, GOOD | {"child.name": "林小红"}])
    readings = read_book(path)
    assert [reading.number for reading in readings] == [3, 5]
    assert readings[0].row is not None
    assert readings[0].row.child.name == "陈小明"


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD], keys=KEYS[::-1])
    assert read_book(path)[0].faults == ()


def test_columns_of_ours_may_be_missing_but_the_village(tmp_path: Path) -> None:
    keys = [column.key for column in COLUMNS if not column.ours or column.required]
    assert read_book(write_book(tmp_path / "a.xlsx", [GOOD], keys=keys))[0].faults == ()
    path = write_book(tmp_path / "b.xlsx", [GOOD], keys=[key for key in keys if key != "child.division"])
    assert "所在村（居）代码" in refusal(path)[F.HEADING_MISSING]


def test_a_renamed_column_is_named_with_what_it_may_have_become(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD], rename={"father.phone": "父亲电话", "child.schoolName": "学校"})
    with pytest.raises(LedgerError) as raised, open_ledger(path, today=TODAY):
        pass
    said = [one.zh for one in raised.value.faults]
    assert any("父亲联系电话" in text and "父亲电话" in text for text in said)
    assert any("学校名称" in text and "“学校”" in text for text in said)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD], keys=[*KEYS, "child.name"])
    assert "A、" in refusal(path)[F.HEADING_REPEATED]


def test_an_unknown_column_is_told_and_left_out(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD | {"备注二": "x"}], keys=[*KEYS, "备注二", "序号"])
    with open_ledger(path, today=TODAY) as ledger:
        assert [one.code for one in ledger.doubts] == [F.HEADING_UNKNOWN]
        assert "备注二" in ledger.doubts[0].zh
        assert next(ledger.readings).faults == ()


def test_the_annex_own_labels_are_understood_below_their_groups(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    page = book.add_worksheet()
    page.write_string(0, 0, TITLE)
    previous = ""
    for position, column in enumerate(COLUMNS):
        if column.group != previous:
            page.write_string(1, position, previous := column.group)
        page.write_string(2, position, column.label)
        if column.key in GOOD:
            page.write_string(3, position, GOOD[column.key])
    page.write_string(3, KEYS.index("father.name"), "陈大山")
    page.write_string(3, KEYS.index("mother.name"), "林秀英")
    book.close()
    row = read_book(tmp_path / "a.xlsx")[0].row
    assert row is not None
    assert (row.child.name, row.father and row.father.name, row.mother and row.mother.name) == (
        "陈小明",
        "陈大山",
        "林秀英",
    )


def test_the_year_stands_in_the_title_or_is_given(tmp_path: Path) -> None:
    visited = GOOD | {"q1.time": "3月2日"}
    titled = write_book(tmp_path / "a.xlsx", [visited], title="某县2025年台账")
    row = read_book(titled)[0].row
    assert row is not None
    assert str(row.visits[0].on) == "2025-03-02"
    untitled = write_book(tmp_path / "b.xlsx", [visited], title=None)
    assert set(refusal(untitled)) == {F.YEAR_MISSING}
    given = read_book(untitled, year=2024)[0].row
    assert given is not None
    assert str(given.visits[0].on) == "2024-03-02"


def test_merged_cells_below_the_first_are_refused_row_by_row(tmp_path: Path) -> None:
    at = KEYS.index("father.name")
    rows = [GOOD | {"father.name": "陈大山"}, GOOD | {"child.name": "陈小红"}, GOOD | {"child.name": "陈小华"}]
    readings = read_book(write_book(tmp_path / "a.xlsx", rows, merge=[(2, at, 3, at, "陈大山")]))
    assert [F.CELL_MERGED in codes(reading) for reading in readings] == [False, True, False]
    marked = [one.column for one in readings[1].faults if one.code is F.CELL_MERGED]
    assert marked == ["父亲姓名"]


def test_merged_headings_are_missing_headings(tmp_path: Path) -> None:
    at = KEYS.index("father.name")
    path = write_book(tmp_path / "a.xlsx", [GOOD], merge=[(1, at, 1, at + 1, "父亲姓名")])
    assert F.HEADING_MISSING in refusal(path)


def test_a_formula_error_is_no_empty_cell(tmp_path: Path) -> None:
    import xlsxwriter

    path = write_book(tmp_path / "a.xlsx", [GOOD])
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    page = book.add_worksheet("台账")
    page.write_string(0, 0, TITLE)
    for position, column in enumerate(COLUMNS):
        page.write_string(1, position, column.heading)
        if column.key in GOOD:
            page.write_string(2, position, GOOD[column.key])
    page.write_formula(2, KEYS.index("notes"), "=1/0", value="#DIV/0!")
    book.close()
    assert read_book(path)[0].faults == ()
    assert [(one.code, one.column) for one in read_book(tmp_path / "b.xlsx")[0].faults] == [
        (F.CELL_ERROR, "其他说明情况")
    ]


def test_numbers_that_excel_rounded_are_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD | {"child.residentId": int(BOY)}])
    assert codes(read_book(path)[0]) == {F.RESIDENT_ID_ROUNDED}


def test_typed_cells_are_read_by_their_meaning(tmp_path: Path) -> None:
    cells = GOOD | {"child.birth": date(2015, 3, 14), "father.phone": 13800138000, "household.income": 12000.5}
    row = read_book(write_book(tmp_path / "a.xlsx", [cells | {"father.name": "陈大山"}]))[0].row
    assert row is not None
    assert row.father is not None
    assert (str(row.child.birth), row.father.phone) == ("2015-03-14", "13800138000")
    assert str(row.household.income_per_head) == "12000.50"


def test_texts_survive_excel(tmp_path: Path) -> None:
    told = '一行\n二行 <&> "引号" 𠮷䶮 \'=1+1'
    row = read_book(write_book(tmp_path / "a.xlsx", [GOOD | {"notes": told, "careNeeds": "=1+1"}]))[0].row
    assert row is not None
    assert (row.notes, row.care_needs) == (told, "=1+1")


def test_the_sheet_of_the_ledger_is_found_among_others(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    write_book(path, [GOOD], sheet="数据")
    assert len(read_book(path)) == 1
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    book.add_worksheet("封面").write_string(0, 0, "说明")
    book.add_worksheet("隐藏").hide()
    book.close()
    assert set(refusal(tmp_path / "b.xlsx")) == {F.NO_HEADINGS}


def test_an_empty_ledger_is_told(tmp_path: Path) -> None:
    assert set(refusal(write_book(tmp_path / "a.xlsx", []))) == {F.NO_ROWS}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert set(refusal(tmp_path / "none.xlsx")) == {F.NOT_FOUND}
    assert set(refusal(tmp_path)) == {F.DAMAGED}


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        ("姓名,性别\n陈小明,男\n".encode(), "CSV"),
        (b"<html><table></table></html>", "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"", "未知"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes, looks: str) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(content)
    assert looks in refusal(path)[F.NOT_EXCEL]


@pytest.mark.parametrize(
    ("part", "looks"), [("word/document.xml", "Word"), ("content.xml", "OpenDocument"), ("xl/workbook.bin", ".xlsb")]
)
def test_another_zip_is_named(tmp_path: Path, part: str, looks: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert looks in refusal(path)[F.NOT_EXCEL]


def test_a_file_under_a_password_is_told(tmp_path: Path) -> None:
    # An encrypted workbook is a compound file whose directory names the stream EncryptedPackage.
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 1024 + "EncryptedPackage".encode("utf-16-le"))
    assert set(refusal(path)) == {F.PASSWORD}


def test_a_damaged_old_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 2048)
    assert set(refusal(path)) == {F.DAMAGED}


def changed(path: Path, part: str, new: bytes | None) -> Path:
    """Write a workbook anew with one part changed, or left out."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            if name != part:
                copy.writestr(name, source.read(name))
            elif new is not None:
                copy.writestr(name, new)
    return target


SHEET_PART = "xl/worksheets/sheet1.xml"


def part_of(path: Path, part: str = SHEET_PART) -> bytes:
    """Give one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(part)


def test_a_cut_file_is_damaged(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    path.write_bytes(path.read_bytes()[:-200])
    assert set(refusal(path)) == {F.DAMAGED}


def test_a_sheet_cut_short_is_damaged(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    assert set(refusal(changed(path, SHEET_PART, b"<worksheet>"))) == {F.DAMAGED}
    assert set(refusal(changed(path, "xl/workbook.xml", b"<workbook"))) == {F.DAMAGED}


def test_a_document_type_is_never_followed(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
    assert set(refusal(changed(path, "xl/workbook.xml", entities))) == {F.DAMAGED}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    bomb = changed(path, "xl/styles.xml", b"\x00" * (3 << 20))
    assert bomb.stat().st_size < 50_000
    monkeypatch.setattr(container, "SHARED_LIMIT", 2 << 20)
    assert set(refusal(bomb)) == {F.TOO_LARGE}
    monkeypatch.setattr(container, "SHARED_LIMIT", 4 << 20)
    monkeypatch.setattr(container, "WHOLE_LIMIT", 2 << 20)
    assert set(refusal(bomb)) == {F.TOO_LARGE}


def test_the_limits_bite_at_sizes_that_no_ledger_has() -> None:
    assert container.WHOLE_LIMIT == 1 << 30
    assert container.SHARED_LIMIT == 1 << 28


def test_a_directory_that_lies_about_sizes_is_found_out(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD] * 50)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET_PART).file_size
    content = path.read_bytes().replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(content)
    assert set(refusal(path)) == {F.DAMAGED}


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET_PART, b"<worksheet/>")
    assert set(refusal(path)) == {F.TOO_LARGE}


def test_a_cell_far_to_the_right_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    sheet = part_of(path).replace(b"</row>", b'<c r="XFD9"><v>1</v></c></row>', 1)
    assert "XFD9" in refusal(changed(path, SHEET_PART, sheet))[F.TOO_WIDE]


def test_a_cell_that_lies_about_its_row_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    sheet = part_of(path).replace(b"</row>", b'<c r="ZZ1048576"><v>1</v></c></row>', 1)
    assert set(refusal(changed(path, SHEET_PART, sheet))) == {F.UNPLACED}


def test_cells_without_a_place_are_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    sheet = part_of(path).replace(b"</row>", b"<c><v>1</v></c></row>", 1)
    assert set(refusal(changed(path, SHEET_PART, sheet))) == {F.UNPLACED}


def test_a_stray_cell_far_below_costs_nothing(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [GOOD])
    stray = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    readings = read_book(changed(path, SHEET_PART, part_of(path).replace(b"</sheetData>", stray)))
    assert [(reading.number, reading.row is None) for reading in readings] == [(3, False), (1_048_576, True)]


def test_prefixed_and_reordered_xml_is_read_alike(tmp_path: Path) -> None:
    import re

    path = write_book(tmp_path / "a.xlsx", [GOOD | {"notes": "x"}], in_memory=True)
    sheet = part_of(path)
    sheet = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", sheet).replace(b"<?x:xml", b"<?xml")
    sheet = sheet.replace(b" xmlns=", b" xmlns:x=")
    sheet = re.sub(rb'<x:c r="(\w+)" t="(\w+)"', rb'<x:c t="\2" r="\1"', sheet)
    readings = read_book(changed(path, SHEET_PART, sheet))
    assert len(readings) == 1
    assert readings[0].row is not None
    assert readings[0].row.notes == "x"


def rows_of(path: Path) -> list[tuple[int, list[Raw]]]:
    """Read the rows of a workbook's first sheet by slices."""
    with zipfile.ZipFile(path) as archive:
        sheet = container.worksheets(archive, container.checked_parts(archive))[0]
        return [(number, _trimmed(cells)) for number, cells in slices.sliced_rows(archive, sheet)]


def _trimmed(cells: list[Raw]) -> list[Raw]:
    while cells[-1] == "":
        cells = cells[:-1]
    return cells


@pytest.mark.parametrize("shared", [True, False], ids=["shared texts", "texts in the cells"])
def test_slices_of_any_size_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool) -> None:
    rows = [
        GOOD | {"child.name": f"陈{chr(0x4E00 + number)}", "child.birth": date(2015, 3, 14)} for number in range(300)
    ]
    path = write_book(tmp_path / "a.xlsx", rows, constant_memory=not shared)
    assert (b't="s"' in part_of(path)) is shared
    whole = rows_of(path)
    assert len(whole) == 302
    monkeypatch.setattr(slices, "_CHUNK", 1000)
    for size in (4_000, 20_000, 61_111):
        monkeypatch.setattr(slices, "SLICE", size)
        assert rows_of(path) == whole


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(
        old_workbook([[TITLE], [column.heading for column in COLUMNS], [str(GOOD.get(k, "")) for k in KEYS]])
    )
    readings = read_book(path)
    assert [reading.faults for reading in readings] == [()]


def old_workbook(rows: list[list[str]]) -> bytes:
    """Write a minimal BIFF8 workbook ([MS-XLS]) in a minimal compound file ([MS-CFB]): labels only."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return kind.to_bytes(2, "little") + len(body).to_bytes(2, "little") + body

    def short(*numbers: int) -> bytes:
        return b"".join(number.to_bytes(2, "little") for number in numbers)

    def bof(kind: int) -> bytes:
        return record(0x0809, short(0x0600, kind, 0x0DBB, 0x07CC) + bytes(8))

    def text(value: str, size: int) -> bytes:
        return len(value).to_bytes(size, "little") + b"\x01" + value.encode("utf-16-le")

    sheet = bof(0x0010) + record(0x0200, bytes(4) + (len(rows)).to_bytes(4, "little") + short(0, 256, 0)[:6])
    for number, cells in enumerate(rows):
        for position, value in enumerate(cells):
            if value:
                sheet += record(0x0204, short(number, position, 0) + text(value, 2))
    sheet += record(0x000A)
    name = text("台账", 1)
    head = bof(0x0005) + record(0x0042, short(0x04B0))
    offset = len(head) + 4 + 6 + len(name) + 4
    stream = head + record(0x0085, offset.to_bytes(4, "little") + b"\x00\x00" + name) + record(0x000A) + sheet
    return compound(stream)


def compound(stream: bytes) -> bytes:
    """Put one stream called Workbook into a compound file of 512-byte sectors."""
    size = max(len(stream), 4096)
    stream = stream.ljust(size, b"\x00")
    count = -(-len(stream) // 512)
    tables = -(-(count + 2) // 127)
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table] * tables + [end] + [tables + 2 + n for n in range(count - 1)] + [end]
    fat = b"".join(n.to_bytes(4, "little") for n in chain).ljust(tables * 512, b"\xff")

    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        raw = name.encode("utf-16-le")
        body = raw.ljust(64, b"\x00") + (len(raw) + 2 if name else 0).to_bytes(2, "little") + bytes([kind, 1])
        body += free.to_bytes(4, "little") * 2 + child.to_bytes(4, "little") + bytes(36)
        return body + start.to_bytes(4, "little") + length.to_bytes(8, "little")

    blank = entry("", 0, free, 0, 0)
    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, tables + 1, size) + blank * 2
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += b"".join(n.to_bytes(2, "little") for n in (0x3E, 3, 0xFFFE, 9, 6)) + bytes(6)
    header += b"".join(n.to_bytes(4, "little") for n in (0, tables, tables, 0, 4096, end, 0, end, 0))
    header += b"".join(n.to_bytes(4, "little") for n in range(tables))
    return header.ljust(512, b"\xff") + fat + directory + stream.ljust(count * 512, b"\x00")
