"""Conditions that are compiled once and stand in many statements: text, with gaps for what each statement calls apart.

To make a condition with its sub-selects, and to compile it, takes a thousand times as long as to write its text again.
"""

# ruff: noqa: SLF001 (as in tenants/statement.py: the engine's own steps, pinned, and tested here)

import re
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Boolean, ColumnElement, FromClause, Select, literal_column, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, _anonymous_label
from sqlalchemy.sql.selectable import AliasedReturnsRows

from tenants.statement import SYMBOL

# Text, numbers of rows, and values, each with the cast behind it; None where more than a cast is written.
Parts = tuple[str | int | tuple[BindParameter[Any], str | None], ...]

_AROUND = "\x02"
_PLAIN = re.compile(r"%\(\w+\)s((?:::[\w \[\]]+)?)")
_GAP = re.compile('"\x03(\\d+)\x03"|\x04(\\d+)\x04')


class Piece(ColumnElement[bool]):
    """A condition on a row, whose text is known; `parts` are told at `Parts`, row 0 is the row itself.

    The other rows are those of its sub-selects, and have names of their own in each statement.
    """

    inherit_cache = False
    type = Boolean()

    def __init__(self, row: FromClause, parts: Parts) -> None:
        self.row, self.parts = row, parts

    @property
    def _from_objects(self) -> list[FromClause]:
        return [self.row]


def fits(row: FromClause) -> bool:
    """Tell whether a piece can be made for a row: one that each statement gives a name of its own."""
    return isinstance(row, AliasedReturnsRows) and isinstance(row.name, _anonymous_label)


def parts_of(condition: ColumnElement[bool], row: FromClause) -> Parts:
    """Compile a condition on a row; the tenant's schema stays a symbol in it."""
    # As part of a statement that reads the row: else its sub-selects would read it themselves.
    whole: Select[Any] = select(literal_column("1")).select_from(row).where(_Marked(condition))
    compiled = cast(_Compiler, whole._compiler(_DIALECT, schema_translate_map={SYMBOL: SYMBOL}))
    parts: list[str | int | tuple[BindParameter[Any], str | None]] = []
    at, text = 0, f"({compiled.string.split(_AROUND)[1]})"
    own = compiled.named[_name(row)]
    for gap in _GAP.finditer(text):
        name, value = gap.groups()
        parts += [text[at : gap.start()], compiled.noted[int(value)] if name is None else _number(int(name), own)]
        at = gap.end()
    return (*parts, text[at:])


def _number(name: int, own: int) -> int:
    """Number the rows so that the piece's own is the first."""
    return 0 if name == own else name + (name < own)


def _name(row: FromClause) -> _anonymous_label:
    return cast(_anonymous_label, cast(AliasedReturnsRows, row).name)


class _Marked(ColumnElement[bool]):
    inherit_cache = False
    type = Boolean()

    def __init__(self, condition: ColumnElement[bool]) -> None:
        self.condition = condition

    def get_children(self, **_told: Any) -> Iterable[ColumnElement[Any]]:
        return [self.condition]

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.condition._from_objects


class _Compiler(PGCompiler_asyncpg):
    """Leaves gaps where the names of rows and the values to be bound would stand."""

    def __init__(self, *args: Any, **told: Any) -> None:
        self.named: dict[str, int] = {}
        self.noted: list[tuple[BindParameter[Any], str | None]] = []
        super().__init__(*args, **told)

    def _truncated_identifier(self, ident_class: str, name: Any) -> str:
        if ident_class == "alias":
            return f"\x03{self.named.setdefault(name, len(self.named))}\x03"
        return super()._truncated_identifier(ident_class, name)

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **told: Any) -> str:
        plain = _PLAIN.fullmatch(super().visit_bindparam(bindparam, *args, **told))  # type: ignore[no-untyped-call]
        self.noted.append((bindparam, None if plain is None else plain[1]))
        return f"\x04{len(self.noted) - 1}\x04"


_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
_DIALECT.statement_compiler = _Compiler


@compiles(_Marked)
def _marked(element: _Marked, compiler: SQLCompiler, **told: Any) -> str:
    return f"{_AROUND}{compiler.process(element.condition, **told)}{_AROUND}"


@compiles(Piece)
def _piece(element: Piece, compiler: SQLCompiler, **told: Any) -> str:
    told.pop("add_to_result_map", None)
    names: dict[int, str] = {}
    written: list[str] = []
    for part in element.parts:
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, int):
            if part not in names:
                label = _name(element.row) if part == 0 else _anonymous_label(f"%({id(element)}-{part} x)s")
                names[part] = compiler.preparer.quote(compiler._truncated_identifier("alias", label))
            written.append(names[part])
        elif part[1] is None or isinstance(compiler, _Compiler):  # a piece within a piece: its values leave gaps, too
            written.append(compiler.process(part[0], **told))
        else:
            value = part[0]
            name = compiler._truncate_bindparam(value)  # type: ignore[no-untyped-call]
            compiler.binds[value.key] = compiler.binds[name] = value
            written.append(f"%({name})s{part[1]}")
    return "".join(written)
