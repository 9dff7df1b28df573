"""How a ledger sheet looks: title, groups, headings, widths, drop-downs; shared by template, export and error book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from care.ledgers.columns import COLUMNS, Column, Group

TITLE_ROW, GROUP_ROW, HEADING_ROW, FIRST_ROW = 0, 1, 2, 3
SHEET = "台账"
FONT = "宋体"
_LAST_ROW = 20_000  # how far down drop-downs reach
_FILLS = {
    Group.CHILD: "#DDEBF7",
    Group.FATHER: "#E2EFDA",
    Group.MOTHER: "#FCE4D6",
    Group.HOUSEHOLD: "#FFF2CC",
    Group.CARER: "#EDEDED",
    Group.PAIRING: "#D9E1F2",
    Group.VISITS: "#E7E6F7",
    Group.CLOSING: "#F2F2F2",
}
_REQUIRED, _OURS, _PLAIN = "#C00000", "#1F4E79", "#000000"


@dataclass(frozen=True, slots=True)
class Extra:
    """A column of ours before the form's own, such as the reason in an error book."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet being written: cells go to it row after row (`position` counts the extra columns first)."""

    book: Any
    sheet: Any
    shift: int
    text: Any
    figure: Any

    def write(self, row: int, position: int, value: str | Decimal | float, style: Any = None) -> None:
        """Write one cell; texts never become formulas, links or numbers."""
        if isinstance(value, str):
            self.sheet.write_string(row, position, value, style or self.text)
        else:
            self.sheet.write_number(row, position, value, style or self.figure)

    def write_row(self, row: int, cells: Mapping[str, str | Decimal]) -> None:
        """Write the cells of a row by the keys of their columns."""
        for position, column in enumerate(COLUMNS, self.shift):
            value = cells.get(column.key)
            if value is not None:
                self.write(row, position, value)


def new_book(path: Path, *, parts: Path | None = None) -> Any:
    """Open a workbook for writing row by row, in little memory; `parts`: the folder of what is not packed yet."""
    kept = str(parts) if parts else None
    return xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False, "tmpdir": kept})


def title_of(name: str, year: int) -> str:
    """Give the title that carries the ledger's year."""
    return f"{name}农村留守儿童和困境儿童个人信息台账（{year}年度）"


def add_sheet(book: Any, title: str, *, extras: Sequence[Extra] = ()) -> Sheet:
    """Add the ledger sheet with its headings."""
    sheet = book.add_worksheet(SHEET)
    text = book.add_format({"num_format": "@", "font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"})
    figure = book.add_format({"num_format": "0.00", "font_name": FONT, "font_size": 10, "valign": "top"})
    made = Sheet(book, sheet, len(extras), text, figure)
    for position, extra in enumerate(extras):
        sheet.set_column(position, position, extra.width, text)
    for position, column in enumerate(COLUMNS, made.shift):
        sheet.set_column(position, position, column.width, figure if column.kind.numeric else text)
    sheet.set_row(TITLE_ROW, 26)
    sheet.set_row(GROUP_ROW, 18)
    sheet.set_row(HEADING_ROW, 34)
    sheet.write_string(TITLE_ROW, 0, title, book.add_format({"bold": True, "font_name": FONT, "font_size": 14}))
    _groups(made)
    _headings(made, extras)
    for position, column in enumerate(COLUMNS, made.shift):
        _validate(sheet, position, column)
    sheet.freeze_panes(FIRST_ROW, made.shift + 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(5, 0)
    sheet.repeat_rows(TITLE_ROW, HEADING_ROW)
    sheet.repeat_columns(0, made.shift)
    return made


def _groups(made: Sheet) -> None:
    """Write the blocks' names across their columns without merging, so that columns can still be moved."""
    styles = {
        group: made.book.add_format(
            {"bold": True, "font_name": FONT, "font_size": 10, "align": "center_across", "bg_color": fill}
        )
        for group, fill in _FILLS.items()
    }
    previous = None
    for position, column in enumerate(COLUMNS, made.shift):
        if column.group is previous:
            made.sheet.write_blank(GROUP_ROW, position, None, styles[column.group])
        else:
            made.sheet.write_string(GROUP_ROW, position, column.group, styles[column.group])
        previous = column.group


def _headings(made: Sheet, extras: Sequence[Extra]) -> None:
    for position, extra in enumerate(extras):
        made.sheet.write_string(HEADING_ROW, position, extra.heading, _heading_style(made.book, _PLAIN, "#FFC7CE"))
    for position, column in enumerate(COLUMNS, made.shift):
        colour = _REQUIRED if column.required else _OURS if column.ours else _PLAIN
        style = _heading_style(made.book, colour, _FILLS[column.group])
        made.sheet.write_string(HEADING_ROW, position, column.heading, style)


def _heading_style(book: Any, colour: str, fill: str) -> Any:
    return book.add_format(
        {
            "bold": True,
            "font_name": FONT,
            "font_size": 10,
            "font_color": colour,
            "bg_color": fill,
            "border": 1,
            "border_color": "#BFBFBF",
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
        }
    )


def _validate(sheet: Any, position: int, column: Column) -> None:
    """Give a cell its drop-down, and a hint that shows when it is chosen."""
    rule: dict[str, Any] = {
        "validate": "any",
        "input_title": column.heading[:32],
        "input_message": _shortened("；".join(filter(None, (column.kind.guide_zh, column.note_zh))), 255),
    }
    if column.kind.drop_down:
        rule |= {
            "validate": "list",
            "source": list(column.kind.choices),
            "error_title": "请从列表中选择",
            "error_message": _shortened("可选：" + "；".join(column.kind.choices), 255),
        }
    sheet.data_validation(FIRST_ROW, position, _LAST_ROW, position, rule)


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
