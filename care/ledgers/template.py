"""The empty form as a workbook: one row per child, drop-downs, and a sheet that explains every column."""

from math import ceil
from pathlib import Path
from typing import Any

from care.ledgers.columns import COLUMNS, Column
from care.ledgers.sheet import FONT, add_sheet, new_book, title_of

EXPLANATION = "填写说明"
_RULES = (
    (
        "每名儿童一行，从第 4 行开始填写。表头为红色的列必填；蓝色的列不在附件表中，是系统需要的。",
        "One row per child, from row 4 on. Red headings are required; blue ones are not on the annex form.",
    ),
    (
        "列的顺序可以调整，表头文字不能改。标题中的年度决定走访时间属于哪一年。",
        "Columns may be re-ordered, headings may not be changed. The year in the title is the year of the visits.",
    ),
    (
        "可选多项的单元格，各项之间用分号“；”隔开，如：慢性病，患病情况哮喘；残疾，等级二级。内容中本身有分号时放在「」之间。",
        "Several options are separated by “；”. A text that holds a semicolon itself stands between 「 and 」.",
    ),
    (
        "空单元格表示“未填写”，导入时不会清除系统中已有的内容。走访只增加，不删除。",
        "An empty cell says nothing: an import clears no fact on file. Visits are added, never removed.",
    ),
    (
        "同一村（居）内父亲或母亲身份证号码相同的儿童归为一户；一户的收入、补助、帮扶和监护风险应一致。",
        "Children of one village with the same father's or mother's number are one household; its cells must agree.",
    ),
    (
        "请勿合并单元格；身份证号码和电话请保持文本格式。再次导入同一文件不会重复。",
        "Do not merge cells; keep numbers and phones as text. Importing the same file again changes nothing.",
    ),
    (
        "本表含有个人信息，请妥善保管，防止泄露（附件注 2）。",
        "This file holds personal information: keep it safe and prevent leaks (note 2 of the annex).",
    ),
)
_HEADINGS = (
    ("列 Column", 22),
    ("分组 Group", 18),
    ("必填 Required", 10),
    ("来源 Source", 14),
    ("填写内容", 58),
    ("说明", 30),
    ("What to enter", 58),
    ("Note", 30),
)


def write_template(path: Path, *, name: str, year: int) -> None:
    """Write the empty form of a tenant for a year."""
    book = new_book(path)
    try:
        add_sheet(book, title_of(name, year))
        add_explanation(book)
    finally:
        book.close()


def add_explanation(book: Any) -> None:
    """Add the sheet that explains each column and its options."""
    sheet = book.add_worksheet(EXPLANATION)
    plain = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
    text = book.add_format(plain)
    cell = book.add_format(plain | {"border": 1, "border_color": "#BFBFBF"})
    head = book.add_format(plain | {"bold": True, "bg_color": "#DDEBF7", "border": 1, "border_color": "#BFBFBF"})
    line = book.add_format({"font_name": FONT, "font_size": 10})
    for position, (_, width) in enumerate(_HEADINGS):
        sheet.set_column(position, position, width, text)
    row = 0
    for zh, en in _RULES:
        sheet.write_string(row, 0, zh, line)
        sheet.write_string(row + 1, 0, en, line)
        row += 2
    row += 1
    for position, (heading, _) in enumerate(_HEADINGS):
        sheet.write_string(row, position, heading, head)
    for number, column in enumerate(COLUMNS, row + 1):
        values = _explained(column)
        sheet.set_row(number, 14 * max(map(_lines, values, (width for _, width in _HEADINGS))))
        for position, value in enumerate(values):
            sheet.write_string(number, position, value, cell)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _lines(text: str, width: int) -> int:
    """Count the lines of a wrapped text; a Han character is about two units wide."""
    return max(1, ceil(sum(2.1 if ord(char) > 0xFF else 1.05 for char in text) / (width - 1)))


def _explained(column: Column) -> tuple[str, ...]:
    return (
        column.heading,
        column.group,
        "是" if column.required else "",
        "系统增加" if column.ours else "附件",
        column.kind.guide_zh,
        column.note_zh,
        column.kind.guide_en,
        column.note_en,
    )
