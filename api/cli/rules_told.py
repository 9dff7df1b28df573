"""How the commands on rulebooks read files and write rules: in Chinese, with their sources."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from care.rulebooks.difference import Difference
from care.rulebooks.flaws import Flaw, FlawCode, RulebookError
from care.rulebooks.layer import Rule
from care.rulebooks.values import Kind, Value, said

if TYPE_CHECKING:
    from rich.table import Table

    from care.rulebooks.dimension import Dimension

CHANGES = {"ADDED": "新增", "REMOVED": "删除", "STRICTER": "更严", "LOOSER": "更宽", "OTHER": "变更"}


def text_of(file: Path) -> tuple[str, str]:
    """Read a file; gives its name and text. Raises `RulebookError` for one that cannot be read."""
    try:
        return file.name, file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        zh, en = "无法读取文件（应为 UTF-8）", "cannot be read as UTF-8"
        raise RulebookError([Flaw(FlawCode.BAD_TOML, str(file), "", zh, en)]) from error


def refuse(flaws: Iterable[Flaw]) -> int:
    """Tell what is wrong, each with its path; gives the exit code."""
    for one in flaws:
        where = f"{one.file}: {one.path}" if one.path else one.file
        print(f"{where}: {one.code}\n  {one.zh}\n  {one.en}", file=sys.stderr)
    return 1


def table(*titles: str) -> "Table":
    """Make an empty table."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    rows = Table(box=SIMPLE_HEAD, show_lines=False, pad_edge=False)
    for title in titles:
        rows.add_column(title, overflow="fold")
    return rows


def changed(found: Iterable[Difference]) -> "Table":
    """Make a table of rules that differ: the direction, the rule, and both sides with their sources."""
    rows = table("变化 change", "规则 rule", "原 before", "现 after")
    for one in found:
        rule = one.after or one.before
        if rule is not None:
            name = f"{rule.dimension.zh}\n{rule.key}{f'[{rule.case}]' if rule.case else ''}"
            rows.add_row(f"{CHANGES[one.change]} {one.change.lower()}", name, _side(one.before), _side(one.after))
    return rows


def valued(value: Value, dimension: "Dimension") -> str:
    """Write a value in Chinese, codes by their labels."""
    from records import codes

    listed = "ReportUrgency" if dimension.kind is Kind.URGENCY else dimension.codes
    if isinstance(listed, str) and isinstance(value, (str, frozenset)):
        labels: type[codes.Code] = getattr(codes, listed)
        chosen = {value} if isinstance(value, str) else value
        return "、".join(label.zh for label in labels if label in chosen)
    return said(value)


def _side(rule: Rule | None) -> str:
    return f"{valued(rule.value, rule.dimension)}\n{rule.citation}" if rule else ""
