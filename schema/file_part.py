"""The parts of a child's file that the law of its place asks for, each complete or with what it lacks."""

from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, case, cast, func, select, true

from care.duties.file_parts import complete, lacks
from policies.classes import FieldClass
from reads import json
from reads.frame import Frame
from reads.sources import Computed, Many, Row, Rows, readable
from records.child import child
from records.codes import FileSection

_ASKED = func.unnest(child.c.file_parts).table_valued("section", with_ordinality="place", name="asked").render_derived()
# One row for each part of each file: where the law of a place names no parts, its files have none here.
_PARTS = (
    select(*child.c, _ASKED.c.section, _ASKED.c.place).select_from(child.join(_ASKED, true())).subquery("file_part")
)


@strawberry.type(description="A part of a child's file: complete, or what it lacks.")
class FilePart:
    """A part of a child's file; `lacks` names fields of the child, or findings that a visit should have (VisitField).

    The rules name the parts (闽民童〔2024〕33号, item 8) and leave open what makes one complete: so a part lacks
    what nobody has written down, never what was looked for and is not there.
    """

    rows: ClassVar = Rows(_PARTS, "child")

    section: FileSection = readable(Computed(lambda row, _: json.joined(['"', row.c.section, '"'])), FieldClass.BASIC)
    complete: bool = readable(Computed(lambda row, _: _complete(row)), FieldClass.BASIC)
    lacks: list[str] = readable(Computed(lambda row, _: cast(func.array_to_json(lacks(row)), Text)), FieldClass.FAMILY)


def _complete(row: Row) -> ColumnElement[str]:
    return case((func.cardinality(lacks(row)) == 0, "true"), else_="false")


OF_CHILD = Many(lambda row, other: other.c.id == row.c.id, lambda other: (other.c.place,))


def filed_completely(row: Row, value: bool, _frame: Frame) -> ColumnElement[bool]:
    """Ask for files of which every part that the law of their place asks for is complete."""
    return complete(row) if value else ~complete(row)
